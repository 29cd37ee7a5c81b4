"""What a training will take: images, steps, multiply-adds, memory and time of an epoch."""

from __future__ import annotations

import math
from dataclasses import dataclass

from cnn_core import datasets
from cnn_core.arithmetic import Summary
from cnn_core.spec import RunSpec

PASSES_OF_A_STEP = 3
"""Forward, gradients of the maps, gradients of the weights: each about as much work."""


@dataclass(frozen=True)
class Plan:
    train_images: int
    validation_images: int
    test_images: int
    steps_per_epoch: int
    """The last step of an epoch takes the images that are left."""
    multiply_adds: int
    """Of one epoch, about: three passes per training image, one per validation image."""
    training_bytes: int

    def epoch_seconds(self, step_seconds: float) -> float:
        """Expected time of one epoch from the measured time of one training step."""
        work = self.train_images * PASSES_OF_A_STEP + self.validation_images
        return step_seconds * self.steps_per_epoch * work / (self.train_images * PASSES_OF_A_STEP)


def plan(spec: RunSpec, summary: Summary) -> Plan:
    """The plan of a training of the summarised network under this spec."""
    train, validation, test = datasets.sizes(spec.data)
    passes = train * PASSES_OF_A_STEP + validation
    return Plan(
        train_images=train,
        validation_images=validation,
        test_images=test,
        steps_per_epoch=steps_per_epoch(spec),
        multiply_adds=passes * summary.multiply_adds,
        training_bytes=summary.training_bytes,
    )


def steps_per_epoch(spec: RunSpec) -> int:
    """Mini-batches in one epoch, the last and perhaps smaller one included."""
    return math.ceil(datasets.sizes(spec.data)[0] / spec.training.batch_size)

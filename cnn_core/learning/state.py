"""All that changes while a run is trained."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import keras
from numpy.typing import NDArray

from cnn_core.learning import devices, network, optimizers
from cnn_core.learning.progress import Progress
from cnn_core.spec import RunSpec

Array = NDArray[Any]


@dataclass
class TrainingState:
    """A checkpoint holds exactly this; see `cnn_core.learning.checkpoint`."""

    model: keras.Model
    """On normalised input. Its variables include the states of its dropout layers."""
    optimizer: keras.optimizers.Optimizer
    progress: Progress
    best_weights: list[Array] | None = None
    """Of the epoch with the lowest validation loss, where early stopping wants them."""


def fresh(spec: RunSpec) -> TrainingState:
    """The state before the first step."""
    policy = devices.dtype_policy(spec.hardware)
    model = network.build(spec.architecture, spec.training.seed_of_weights, policy)
    optimizer = optimizers.build(spec.training, model)
    return TrainingState(model, optimizer, Progress(target_epochs=spec.training.epochs))

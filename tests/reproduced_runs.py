"""Trainings that reproduce figures, put into a store at their end."""

from __future__ import annotations

from collections.abc import Sequence

from cnn_core import reference
from cnn_core.machine import with_fixed_threads
from cnn_core.records import Point
from cnn_core.reproduce.trainings import CNN, TRAININGS, Training
from cnn_core.spec import RunSpec
from cnn_core.store import Store
from tests.ended_runs import ended, reached

AS_REPORTED = dict(zip(TRAININGS, (0.99, 0.977, 0.9922, 0.9913, 0.925, 0.994), strict=True))
"""Test accuracies that pass."""


def add(store: Store, training: Training, accuracies: Sequence[float]) -> list[int]:
    """Runs of the first seeds with these test accuracies; their epochs are the reported ones."""
    return [
        store.add(ended(spec=with_fixed_threads(spec), result=reached(accuracy)), epochs(spec), {})
        for spec, accuracy in zip(training.specs, accuracies, strict=False)
    ]


def epochs(spec: RunSpec) -> list[Point]:
    """The article's epochs; of another network each is the MLP's last one."""
    if spec.architecture == CNN.spec.architecture:
        figures = [(each.loss, each.accuracy) for each in reference.EPOCHS]
    else:
        figures = [(0.01, reference.MLP_TRAINING_ACCURACY)] * spec.training.epochs
    return [
        Point("epoch", 938 * epoch, epoch, 4.0 * epoch, loss=loss, accuracy=accuracy)
        for epoch, (loss, accuracy) in enumerate(figures, start=1)
    ]

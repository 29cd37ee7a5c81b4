"""Loss and accuracy of several trainings, epoch by epoch, as a mean and the space between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.records import Point
from cnn_core.store import Store

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Band:
    """One figure after each epoch, over all trainings: arrays (epochs,), NaN where one has none."""

    mean: Floats
    lowest: Floats
    highest: Floats


@dataclass(frozen=True)
class Bands:
    """Each over the same epochs, from 1 to the last one that all trainings reached."""

    loss: Band
    accuracy: Band
    val_loss: Band
    val_accuracy: Band


def read_bands(store: Store, runs: Sequence[int]) -> Bands:
    """The bands of these runs' epochs. `runs`: one at least."""
    return bands([store.points(run, ["epoch"]) for run in runs])


def bands(trainings: Sequence[Sequence[Point]]) -> Bands:
    """The same of points of the kind "epoch", each training's in their order."""
    return Bands(
        loss=_band([[point.loss for point in points] for points in trainings]),
        accuracy=_band([[point.accuracy for point in points] for points in trainings]),
        val_loss=_band([[point.val_loss for point in points] for points in trainings]),
        val_accuracy=_band([[point.val_accuracy for point in points] for points in trainings]),
    )


def _band(curves: Sequence[Sequence[float | None]]) -> Band:
    epochs = min(map(len, curves))
    values = np.array([curve[:epochs] for curve in curves], dtype=np.float64)
    return Band(values.mean(axis=0), values.min(axis=0), values.max(axis=0))

"""The curves of a run as they are laid over those of others: against epochs, batches or seconds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from cnn_core.records import Point, Run
from cnn_core.store import Store

Axis = Literal["epoch", "batch", "second"]
Measure = Literal["loss", "accuracy"]
Column = NDArray[np.float64]

MOST = 100
"""Points of a line: with more of them several lines hide each other."""
CHUNK_STEPS = 20_000
"""Steps read at once: a long run's points would fill the memory of the server."""
_BATCH = ("step", "seconds", "loss", "accuracy")
_EPOCH = ("epoch", "step", "seconds", "loss", "accuracy", "val_loss", "val_accuracy")


@dataclass(frozen=True)
class RunCurves:
    """Columns of numbers by their names as in `Point`; what is not a number is NaN."""

    batches: dict[str, Column]
    """Means over up to MOST equal spans of the training."""
    epochs: dict[str, Column]
    """One entry for each epoch that has ended."""

    def training(self, measure: Measure, axis: Axis) -> tuple[Column, Column]:
        """(x, y): against epochs the mean of each, else the batches."""
        columns = self.epochs if axis == "epoch" else self.batches
        return columns[X_COLUMNS[axis]], columns[measure]

    def validation(self, measure: Measure, axis: Axis) -> tuple[Column, Column]:
        """(x, y): one point for each epoch, at its end."""
        return self.epochs[X_COLUMNS[axis]], self.epochs[f"val_{measure}"]


X_COLUMNS: dict[Axis, str] = {"epoch": "epoch", "batch": "step", "second": "seconds"}


def read_run_curves(store: Store, run: Run) -> RunCurves:
    """All that the run has recorded so far, thinned."""
    epochs = _table(store.points(run.id, ["epoch"]), _EPOCH)
    return RunCurves(
        batches=dict(zip(_BATCH, _means(store, run).T, strict=True)),
        epochs=dict(zip(_EPOCH, epochs.T, strict=True)),
    )


def _means(store: Store, run: Run) -> NDArray[np.float64]:
    """(spans, columns of _BATCH): the mean of what is a number in each span of steps."""
    span = max(1, ceil(run.step / MOST))
    sums = np.zeros((MOST + 1, len(_BATCH)))
    counts = np.zeros_like(sums)
    for points in _chunks(store, run):
        table = _table(points, _BATCH)
        known = ~np.isnan(table)
        places = np.minimum((table[:, 0].astype(int) - 1) // span, MOST)
        np.add.at(sums, places, np.where(known, table, 0))
        np.add.at(counts, places, known)
    filled = counts[:, 0] > 0
    with np.errstate(invalid="ignore"):  # 0 / 0: a span without a number is a gap
        return sums[filled] / counts[filled]


def _chunks(store: Store, run: Run) -> Iterator[list[Point]]:
    for start in range(0, max(run.step, 1), CHUNK_STEPS):
        yield store.points(run.id, ["batch"], start, start + CHUNK_STEPS)


def _table(points: list[Point], names: tuple[str, ...]) -> NDArray[np.float64]:
    """(points, names); None becomes NaN."""
    rows = [[getattr(point, name) for name in names] for point in points]
    return np.array(rows, dtype=float).reshape(-1, len(names))

"""A Keras callback that records each batch's own figures and each epoch's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import keras

from cnn_core.learning.link import Link, Parcel
from cnn_core.learning.progress import Progress
from cnn_core.store import Point

Logs = Mapping[str, float]


class Recorder(keras.callbacks.Callback):  # type: ignore[misc]
    """Turns what the training loop reports into points, and hands them to the link.

    Expects `progress` to count the batch or epoch already, and the batch's own loss and accuracy
    (not running means) in the logs, as the loop of `cnn_core.learning.training` gives them.
    """

    def __init__(self, link: Link, progress: Progress) -> None:
        super().__init__()
        self._link = link
        self._progress = progress
        self._points: list[Point] = []

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        self._record("batch", self._progress.epoch + 1, logs or {})

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        self._record("epoch", self._progress.epoch, logs or {})

    def remark(self, note: str) -> None:
        """Record an event at this point of the run."""
        progress = self._progress
        epoch = max(1, progress.epoch + (progress.batch > 0))
        self._points.append(Point("event", progress.step, epoch, progress.seconds, note=note))

    def hand_over(
        self, device: str | None = None, artifacts: Mapping[str, bytes] | None = None
    ) -> None:
        """Have what is recorded written in one transaction, with artifacts of this very step."""
        progress, points = self._progress, self._points
        self._points = []
        self._link.put(Parcel(points, progress.epoch, progress.step, device, dict(artifacts or {})))

    def _record(self, kind: Literal["batch", "epoch"], epoch: int, logs: Logs) -> None:
        point = Point(
            kind,
            self._progress.step,
            epoch,
            self._progress.seconds,
            loss=logs.get("loss"),
            accuracy=logs.get("accuracy"),
            val_loss=logs.get("val_loss"),
            val_accuracy=logs.get("val_accuracy"),
            learning_rate=logs.get("learning_rate"),
        )
        self._points.append(point)

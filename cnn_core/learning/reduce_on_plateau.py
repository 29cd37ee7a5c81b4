"""A Keras callback that reduces the learning rate when the validation loss stops falling."""

from __future__ import annotations

from collections.abc import Mapping

import keras

from cnn_core.learning.progress import Progress
from cnn_core.learning.recorder import Recorder
from cnn_core.learning.schedules import LearningRate
from cnn_core.spec import ReduceOnPlateau


class Plateau(keras.callbacks.Callback):  # type: ignore[misc]
    """Applies the schedule `reduce_on_plateau`. Unlike Keras' own, its state is in `progress`."""

    def __init__(
        self,
        schedule: ReduceOnPlateau,
        progress: Progress,
        learning_rate: LearningRate,
        recorder: Recorder,
    ) -> None:
        super().__init__()
        self._schedule = schedule
        self._progress = progress
        self._learning_rate = learning_rate
        self._recorder = recorder

    def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
        progress = self._progress
        if progress.waited(since=progress.reduced_epoch) < self._schedule.patience:
            return
        before = self._learning_rate.at(progress.step)
        self._learning_rate.reduce(self._schedule.factor)
        progress.reduced_epoch = progress.epoch
        after = self._learning_rate.at(progress.step)
        self._recorder.remark(f"learning rate {before:g} → {after:g} (plateau)")

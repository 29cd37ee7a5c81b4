"""A Keras callback that ends a run whose validation loss has stopped falling."""

from __future__ import annotations

from collections.abc import Mapping

import keras

from cnn_core.learning.state import TrainingState


class EarlyStopping(keras.callbacks.Callback):  # type: ignore[misc]
    """Keeps the weights of the best epoch, and sets `model.stop_training` after `patience` epochs.

    Unlike Keras' own, all that it knows is in `state`, which a checkpoint keeps. Expects the
    state's progress to count the epoch already.
    """

    def __init__(self, patience: int, state: TrainingState) -> None:
        super().__init__()
        self._patience = patience
        self._state = state

    def on_train_begin(self, logs: Mapping[str, float] | None = None) -> None:
        """A run that was interrupted after its last epoch has nothing left to train."""
        self._judge()

    def on_epoch_end(self, epoch: int, logs: Mapping[str, float] | None = None) -> None:
        progress = self._state.progress
        if progress.best_epoch == progress.epoch:
            self._state.best_weights = self._state.model.get_weights()
        self._judge()

    def _judge(self) -> None:
        self._state.model.stop_training = self._state.progress.complete(self._patience)

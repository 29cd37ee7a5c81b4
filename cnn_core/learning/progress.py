"""How far a run has come: all that a checkpoint keeps besides arrays."""

from __future__ import annotations

from math import inf
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Count = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(ge=0)]


class Progress(BaseModel):
    """Changed by the training loop after each batch. Counts are of finished things."""

    model_config = ConfigDict(extra="forbid")

    epoch: Count = 0
    """Finished epochs, their validation included."""
    batch: Count = 0
    """Finished batches of the epoch under way."""
    step: Count = 0
    """Finished batches over all epochs."""
    images: Count = 0
    """Training images seen in the epoch under way."""
    loss_sum: float = 0.0
    """Of the epoch under way, over its images."""
    accuracy_sum: float = 0.0
    seconds: Seconds = 0.0
    """Training time over all attempts, validation included."""
    validation_seconds: Seconds = 0.0
    epoch_seconds: list[Seconds] = []
    best_epoch: Count | None = None
    """From 1: the epoch with the lowest validation loss so far."""
    best_loss: float | None = None
    reduced_epoch: Count = 0
    """From 1: when the learning rate was last reduced on a plateau; 0: never."""
    patient_from: Count = 0
    """Early stopping counts no epochs up to this one: the run was extended there."""
    target_epochs: Count = 0
    rate_scale: Seconds = 1.0
    """By which the schedule is multiplied: the learning rate was changed during the run."""
    schedule_over: bool = False
    """The learning rate was changed where the schedule gives 0: from there on it stays constant."""

    def count(self, images: int, loss: float, accuracy: float, seconds: float) -> None:
        """Add one finished batch; loss and accuracy are its means, seconds the run's time."""
        self.batch += 1
        self.step += 1
        self.images += images
        self.loss_sum += loss * images
        self.accuracy_sum += accuracy * images
        self.seconds = seconds

    def end_epoch(self, val_loss: float | None) -> None:
        """Count the epoch under way as finished and start the sums of the next at 0."""
        self.epoch += 1
        self.epoch_seconds.append(max(0.0, self.seconds - sum(self.epoch_seconds)))
        self.batch = self.images = 0
        self.loss_sum = self.accuracy_sum = 0.0
        if val_loss is not None and val_loss < (inf if self.best_loss is None else self.best_loss):
            self.best_epoch, self.best_loss = self.epoch, val_loss

    def complete(self, patience: int) -> bool:
        """Whether the target is reached, or early stopping (0: off) has ended the run."""
        stopped_early = 0 < patience <= self.waited(since=self.patient_from)
        return stopped_early or self.epoch >= self.target_epochs

    def waited(self, since: int) -> int:
        """Epochs without a better validation loss, not counting those up to epoch `since`."""
        return self.epoch - max(self.best_epoch or 0, since)

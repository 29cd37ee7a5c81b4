"""The training loop: chunks of steps in the graph, callbacks, validation, checkpoints, wishes."""

from __future__ import annotations

import time
from math import ceil, isfinite, isnan
from typing import Literal

import keras

from cnn_core.datasets import Split
from cnn_core.learning import checkpoint, devices, weights
from cnn_core.learning.early_stopping import EarlyStopping
from cnn_core.learning.evaluation import Evaluator, Scores, joined
from cnn_core.learning.feed import EpochFeed
from cnn_core.learning.link import Link
from cnn_core.learning.pace import Pace
from cnn_core.learning.recorder import Recorder
from cnn_core.learning.reduce_on_plateau import Plateau
from cnn_core.learning.schedules import LearningRate
from cnn_core.learning.snapshots import Snapshots
from cnn_core.learning.state import TrainingState
from cnn_core.learning.steps import Figures, Steps
from cnn_core.spec import ReduceOnPlateau, RunSpec

CHECKPOINT_SECONDS = 2.0

ADVICE = "A smaller learning rate may help."

Ending = Literal["paused", "stopped"]
ENDINGS: dict[str, Ending] = {"pause": "paused", "stop": "stopped"}
"""What an attempt ends as when the owner wants this."""


class LossNotFiniteError(Exception):
    """The loss or a weight is no longer a number; the message says where, in one sentence."""


class Trainer:
    """One attempt at a run: from the given state to the target, or to a wish to pause or stop.

    What is computed depends on spec and split alone: not on how the steps are cut into chunks, nor
    on whether the run was interrupted.
    """

    def __init__(
        self,
        spec: RunSpec,
        split: Split,
        state: TrainingState,
        link: Link,
        pace: Pace,
        *,
        snapshots: bytes | None = None,
    ) -> None:
        """`snapshots`: the artifact of earlier attempts, if there is one."""
        self.evaluator = Evaluator(state.model, spec.training.batch_size, split.normalization)
        self.device: str | None = None
        """What TensorFlow really uses; None before the first step."""
        self._spec = spec
        self._split = split
        self._state = state
        self._link = link
        self._pace = pace
        self._saved = time.monotonic()
        batches = ceil(len(split.train) / spec.training.batch_size)
        self._rate = LearningRate(spec.training, batches, state.progress)
        self._recorder = Recorder(link, state.progress)
        self._snapshots = Snapshots(state, spec, split, snapshots)
        self._callbacks = keras.callbacks.CallbackList(self._duties(), model=state.model)
        self._steps = Steps(
            state,
            split.train,
            split.normalization,
            spec.data.augmentation,
            xla=spec.hardware.xla,
        )

    def fit(self) -> Ending | None:
        """Train until the target is reached or early stopping ends it (None), or the owner does.

        Raises LossNotFiniteError, and StoreError if the store has failed.
        """
        self._clock_start = time.perf_counter() - self._state.progress.seconds
        if self._state.progress.step:
            self._recorder.remark("resumed")
        else:
            self._snapshots.take()
        self._recorder.hand_over(artifacts=self._weights())
        self._state.model.stop_training = False
        self._callbacks.on_train_begin()
        ending = None if self._complete else self._prepare()
        while not (ending or self._complete):
            ending = self._epoch()
        self._callbacks.on_train_end()
        if ending:
            self._recorder.remark(ending)
            self._hand_over(save=True)
        return ending

    def _duties(self) -> list[keras.callbacks.Callback]:
        training, state = self._spec.training, self._state
        duties: list[keras.callbacks.Callback] = [self._recorder]
        if isinstance(training.schedule, ReduceOnPlateau):
            duties.append(Plateau(training.schedule, state.progress, self._rate, self._recorder))
        if training.early_stopping_patience:
            duties.append(EarlyStopping(training.early_stopping_patience, state))
        return duties

    def _prepare(self) -> Ending | None:
        """Trace the steps, unless the owner has ended the run already."""
        ending = self._wish()
        if not ending:
            self._steps.trace()
        return ending

    @property
    def _complete(self) -> bool:
        progress = self._state.progress
        return progress.epoch >= progress.target_epochs or self._state.model.stop_training

    def _epoch(self) -> Ending | None:
        """The rest of the epoch under way; None if it was finished."""
        training, progress = self._spec.training, self._state.progress
        feed = EpochFeed(
            len(self._split.train),
            training.batch_size,
            training.seed_of_order,
            progress.epoch,
            self._spec.data.augmentation,
        )
        if progress.batch == 0:
            self._callbacks.on_epoch_begin(progress.epoch)
        while progress.batch < feed.batches:
            if ending := self._wish():
                return ending
            self._train_chunk(feed)
        return self._finish_epoch()

    def _train_chunk(self, feed: EpochFeed) -> None:
        progress = self._state.progress
        steps = min(self._pace.steps, self._snapshots.until_next or feed.batches)
        chunk = feed.chunk(progress.batch, steps)
        rates = self._rate.vector(progress.step, len(chunk.positions))
        began = self._clock()
        figures = self._steps(chunk, rates)
        seconds = self._clock() - began
        self._pace.measured(len(rates), seconds)
        if self.device is None:
            self.device = devices.used(figures.witness, self._spec.hardware)
        self._report(figures, rates.tolist(), chunk.positions.shape[1], began, seconds)
        self._snapshots.take()
        self._hand_over()

    def _report(
        self, figures: Figures, rates: list[float], images: int, began: float, seconds: float
    ) -> None:
        """Call the callbacks for each batch of a chunk, with the batch's own figures.

        Raises LossNotFiniteError at the first loss that is not a number.
        """
        progress = self._state.progress
        losses, accuracies = figures.losses.tolist(), figures.accuracies.tolist()
        for done, (loss, accuracy, rate) in enumerate(
            zip(losses, accuracies, rates, strict=True), 1
        ):
            self._callbacks.on_train_batch_begin(progress.batch)
            progress.count(images, loss, accuracy, began + seconds * done / len(losses))
            logs = {"loss": loss, "accuracy": accuracy, "learning_rate": rate}
            self._callbacks.on_train_batch_end(progress.batch - 1, logs)
            if not isfinite(loss):
                self._recorder.hand_over()
                value = "NaN" if isnan(loss) else "infinite"
                raise LossNotFiniteError(f"The loss became {value} {self._place()}. {ADVICE}")

    def _finish_epoch(self) -> Ending | None:
        """Validate and close the epoch; None if it was not given up for a wish."""
        progress, before = self._state.progress, self._clock()
        logs = {
            "loss": progress.loss_sum / progress.images,
            "accuracy": progress.accuracy_sum / progress.images,
            "learning_rate": self._rate.at(progress.step - 1),
        }
        if len(self._split.validation):
            scores = self._validate()
            if isinstance(scores, str):
                return scores
            penalty = sum(float(term) for term in self._state.model.losses)
            logs |= {"val_loss": scores.loss + penalty, "val_accuracy": scores.accuracy}
        progress.seconds = self._clock()
        progress.validation_seconds += progress.seconds - before
        progress.end_epoch(logs.get("val_loss"))
        self._callbacks.on_epoch_end(progress.epoch - 1, logs)
        self._snapshots.take(last=self._complete)
        self._hand_over(save=True)
        return None

    def _validate(self) -> Scores | Ending:
        batches = []
        for batch in self.evaluator.batches(self._split.validation):
            if ending := self._wish():
                return ending
            batches.append(batch)
        return joined(batches)

    def _wish(self) -> Ending | None:
        """Hear what the owner wants, and change the learning rate at once if that is it."""
        if (rate := self._link.take_learning_rate()) is not None:
            step = self._state.progress.step
            self._recorder.remark(f"learning rate {self._rate.at(step):g} → {rate:g}")
            self._rate.change(step, rate)
            self._hand_over(save=True)
        return ENDINGS.get(self._link.action)

    def _hand_over(self, save: bool = False) -> None:
        """Send what is recorded to the store, with checkpoint and weights if it is time."""
        if not save and time.monotonic() < self._saved + CHECKPOINT_SECONDS:
            self._recorder.hand_over(self.device)
            return
        try:
            state = checkpoint.save(self._state)
        except checkpoint.NotFiniteError:
            self._recorder.hand_over(self.device)
            message = f"A weight is no longer a finite number {self._place()}. {ADVICE}"
            raise LossNotFiniteError(message) from None
        saved = {"checkpoint": state, **self._weights(), **self._snapshots.artifact()}
        self._recorder.hand_over(self.device, saved)
        self._saved = time.monotonic()

    def _weights(self) -> dict[str, bytes]:
        return weights.live(self._state.model, self._spec, self._split.normalization)

    def _place(self) -> str:
        progress = self._state.progress
        if progress.batch == 0:
            return f"at the end of epoch {progress.epoch}"
        return f"in epoch {progress.epoch + 1}, batch {progress.batch}"

    def _clock(self) -> float:
        """Seconds of training, those of earlier attempts included."""
        return time.perf_counter() - self._clock_start

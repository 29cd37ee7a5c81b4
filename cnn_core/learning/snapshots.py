"""What a training keeps of its network on the way: the artifact "snapshots"."""

from __future__ import annotations

from contextlib import suppress
from math import ceil

import numpy as np

from cnn_core.datasets import Split
from cnn_core.learning import weights
from cnn_core.learning.state import TrainingState
from cnn_core.payload import PayloadError, in_half
from cnn_core.snapshots import MOST_BYTES, Schedule, Snapshot, SnapshotsError, pack, read
from cnn_core.spec import RunSpec


class Snapshots:
    """Takes a snapshot wherever the schedule has one, and drops those that it keeps no longer.

    `stored` is the artifact of earlier attempts: what is in it beyond the state's step is dropped.
    """

    def __init__(
        self, state: TrainingState, spec: RunSpec, split: Split, stored: bytes | None
    ) -> None:
        self._state = state
        self._spec = spec
        self._normalization = split.normalization
        self._changed = False
        self._taken: list[Snapshot] = []
        if stored:
            # Damaged ones are no reason to lose a run.
            with suppress(SnapshotsError):
                self._taken = [s for s in read(stored) if s.step <= state.progress.step]
        self._schedule = self._planned(ceil(len(split.train) / spec.training.batch_size))

    @property
    def until_next(self) -> int | None:
        """Steps after which a snapshot is due within this epoch; None if none is."""
        return self._schedule.until_next(self._state.progress.step)

    def take(self, last: bool = False) -> None:
        """Keep the network as it is now if the schedule has this moment.

        `last`: at the end of the training's last epoch, which is kept in any case.
        """
        progress, keeps = self._state.progress, self._schedule.keeps
        within_a_later_epoch = progress.epoch > 0 and progress.batch > 0
        due = last and self._schedule.epochs > 0
        due = due or keeps(progress.step, progress.epoch, progress.epoch)
        if within_a_later_epoch or not due:
            return
        self._taken = [
            taken
            for taken in self._taken
            if taken.step < progress.step and keeps(taken.step, taken.epoch, progress.epoch)
        ]
        if payload := self._payload():
            self._taken.append(Snapshot(progress.step, progress.epoch, payload))
            self._changed = True

    def artifact(self) -> dict[str, bytes]:
        """The artifact by its name, if it has changed since last time.

        It belongs in one transaction with a checkpoint: a training that resumes there has the
        snapshots up to there.
        """
        if not self._changed:
            return {}
        self._changed = False
        return {"snapshots": pack(self._taken)}

    def _planned(self, steps_per_epoch: int) -> Schedule:
        """By the size of a snapshot, which is the same throughout the training."""
        too_large = 2 * self._state.model.count_params() > MOST_BYTES
        payload = None if too_large else self._payload()
        return Schedule.of(steps_per_epoch, len(payload)) if payload else Schedule((), 0)

    def _payload(self) -> bytes | None:
        """None where a weight is not finite, or too large for 16 bits."""
        if not all(np.isfinite(array).all() for array in self._state.model.get_weights()):
            return None
        with suppress(PayloadError):
            return in_half(weights.payload(self._state.model, self._spec, self._normalization))
        return None

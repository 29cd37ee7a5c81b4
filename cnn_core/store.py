"""Runs, points and artifacts: the only module that speaks to the database.

One SQLite file in WAL mode under runs/, or the database whose URL `CNN_LAB_STORE` holds.
Pages and workers share nothing but this store. A worker writes under its attempt number; when
the run has a newer attempt (or has been taken from it), its write is refused with LeaseLost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from cnn_core.result import Result
from cnn_core.spec import RunSpec

LEASE_SECONDS = 8.0
"""A running run whose heartbeat is older than this has lost its worker."""


class State(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class Run:
    """One row of the table of runs. Times are seconds since 1970 (UTC)."""

    id: int
    name: str
    spec: RunSpec
    state: State
    attempt: int
    """How often a worker has taken the run; its writes carry this number."""
    crashes: int
    """How often a worker was lost; pauses are not counted."""
    target_epochs: int
    """spec.training.epochs, and what `extend` has added since."""
    epoch: int
    """Finished epochs."""
    step: int
    """Finished steps (mini-batches), over all epochs."""
    created: float
    started: float | None
    ended: float | None
    heartbeat: float | None
    device: str | None
    """What TensorFlow really uses; known from the first flush on."""
    message: str | None
    """Why the run failed or was interrupted, in one sentence."""
    expected_epoch_seconds: float | None
    """From a calibration before the start, if one was made."""
    result: Result | None

    @property
    def active(self) -> bool:
        """Whether the run waits for a slot or is being trained."""
        return self.state in (State.QUEUED, State.RUNNING)


@dataclass(frozen=True)
class Point:
    """What happened at one batch or at the end of one epoch, or a remark ("event").

    A value that is not a number is stored and given as None.
    """

    kind: Literal["batch", "epoch", "event"]
    step: int
    """Steps finished, over all epochs: the first batch is 1."""
    epoch: int
    """From 1: the epoch that the batch belongs to."""
    seconds: float
    """Training time since the run's first step, over all attempts."""
    loss: float | None = None
    """Batch: its own loss, L2 terms included. Epoch: mean over its batches."""
    accuracy: float | None = None
    val_loss: float | None = None
    val_accuracy: float | None = None
    learning_rate: float | None = None
    note: str | None = None
    """Of an event: such as `learning rate 0.001 → 0.0005`, `paused`, `resumed`."""


@dataclass(frozen=True)
class Wanted:
    """What the owner wants of a running run: the answer to each flush."""

    action: Literal["run", "pause", "stop"] = "run"
    learning_rate: float | None = None
    """A new learning rate from the next step on; given once."""


@dataclass(frozen=True)
class Claim:
    """The right to write to a run until a newer attempt takes it."""

    run: int
    attempt: int


class StoreError(Exception):
    """The store cannot do what was asked; the message is one sentence for the user."""


class RunNotFound(StoreError):
    """There is no run of that number."""


class LeaseLost(StoreError):
    """The run belongs to a newer attempt, or is no longer running: stop writing."""


class Store:
    """The store at `url` (SQLAlchemy), by default `$CNN_LAB_STORE` or runs/runs.sqlite.

    Every method is one transaction. Raises StoreError when the database cannot be used
    (full disk, not a database, newer version, network drive gone), with the reason.
    """

    def __init__(self, url: str | None = None) -> None: ...

    # -- for those who ask for runs (pages, command line)
    def submit(self, spec: RunSpec, name: str, expected_epoch_seconds: float | None = None) -> int:
        """Queue a run and return its number. Thread counts of 0 are fixed here to the machine's."""
        raise NotImplementedError

    def run(self, run: int) -> Run:
        """Raises RunNotFound."""
        raise NotImplementedError

    def runs(self) -> list[Run]:
        """All runs, newest first."""
        raise NotImplementedError

    def queue(self) -> list[Run]:
        """Queued runs in the order in which they will be taken."""
        raise NotImplementedError

    def points(
        self, run: int, kinds: Iterable[str] = ("batch", "epoch", "event"), after_step: int = 0
    ) -> list[Point]:
        """Points of the kinds with step > after_step, in the order of their steps."""
        raise NotImplementedError

    def artifact(self, run: int, name: str) -> bytes | None: ...

    def pause(self, run: int) -> None: ...

    def stop(self, run: int) -> None:
        """A queued run is stopped at once, a running one at its next flush."""

    def set_learning_rate(self, run: int, learning_rate: float) -> None: ...

    def resume(self, run: int) -> None:
        """Queue a paused, stopped, failed or interrupted run again, to go on from its checkpoint."""

    def extend(self, run: int, epochs: int) -> None:
        """Queue a finished or stopped run again for `epochs` more epochs."""

    def reset(self, run: int) -> None:
        """Queue the run again from its initial weights; its points and result are deleted."""

    def rename(self, run: int, name: str) -> None: ...

    def delete(self, run: int) -> None:
        """Delete a run that is not active, with its points and artifacts."""

    def add_finished(
        self,
        spec: RunSpec,
        name: str,
        result: Result | None,
        points: Iterable[Point],
        artifacts: Mapping[str, bytes],
    ) -> int:
        """Take in a run from elsewhere (an archive), and return its number here."""
        raise NotImplementedError

    # -- for the engine
    def claim(self, slots: int, only: int | None = None) -> Claim | None:
        """Take the oldest queued run, if fewer than `slots` are running and alive in this store.

        State becomes running, the attempt grows by one, the wish is "run" again, and points beyond
        the step of the run's checkpoint are deleted: they will be made again. With `only`, that run
        or none.
        """
        raise NotImplementedError

    def lost(self, claim: Claim, reason: str) -> bool:
        """Mark the run as interrupted if it is still running under this claim."""
        raise NotImplementedError

    def recover(self) -> list[int]:
        """Mark running runs whose heartbeat is older than LEASE_SECONDS as interrupted."""
        raise NotImplementedError

    # -- for the worker
    def flush(
        self,
        claim: Claim,
        points: Iterable[Point] = (),
        *,
        epoch: int | None = None,
        step: int | None = None,
        device: str | None = None,
        artifacts: Mapping[str, bytes] = field(default_factory=dict),
    ) -> Wanted:
        """Write what happened, beat the heart and hear what is wanted. Raises LeaseLost.

        `step` is also the step of a checkpoint given among the artifacts.
        """
        raise NotImplementedError

    def end(
        self,
        claim: Claim,
        state: State,
        message: str | None = None,
        points: Iterable[Point] = (),
        artifacts: Mapping[str, bytes] = field(default_factory=dict),
    ) -> None:
        """End the attempt: finished, stopped, paused or failed. Raises LeaseLost."""

    def set_result(self, claim: Claim, result: Result, artifacts: Mapping[str, bytes]) -> None:
        """Write test figures: before `end`, or after it while no newer attempt has begun."""

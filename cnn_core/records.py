"""What the store holds, as frozen values: runs, points, wishes, digits, and its errors."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from cnn_core.result import Result
from cnn_core.spec import RunSpec

MAX_NAME = 100
"""Characters in the name of a run."""
MAX_TEXT = 2000
"""Characters of a message, a remark or a device's name; what is longer is cut."""
MAX_DIGITS = 10_000
"""Drawings kept at once."""
MAX_TAG = 30
"""Characters in a tag."""
MAX_TAGS = 20
"""Tags of one run."""


LATEST = -1
"""In place of a step: a run's newest weights."""


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
    checkpoint_step: int = 0
    """Finished steps in the stored checkpoint; 0 without one."""
    queued: float | None = field(default=None, compare=False)
    """When it last entered this store's queue."""

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
    """A new learning rate from the next step on; given until a flush says that it is applied."""


@dataclass(frozen=True)
class Claim:
    """The right to write to a run until a newer attempt takes it."""

    run: int
    attempt: int


@dataclass(frozen=True)
class KeptDigit:
    """A drawing that somebody kept, with what it is meant to be."""

    id: int
    label: int
    """0 to 9."""
    pixels: bytes
    """28 × 28, row by row: 0 (ground) to 255 (ink)."""
    created: float
    """Seconds since 1970 (UTC)."""


@dataclass(frozen=True)
class Group:
    """Runs that were queued together, at least one."""

    id: int
    name: str
    kind: str
    """What tells the runs apart; of trainings by seed: see `cnn_core.groups.Vary`."""
    created: float
    """Seconds since 1970 (UTC)."""
    runs: tuple[int, ...]
    """Their numbers, in the order in which they were queued."""
    deleted: int = 0
    """More runs of it that are in the trash."""


@dataclass(frozen=True)
class Label:
    """What people have written on a run."""

    note: str = ""
    """Up to MAX_TEXT characters."""
    tags: tuple[str, ...] = ()
    """Up to MAX_TAGS, in alphabetical order."""
    starred: bool = False


@dataclass(frozen=True)
class DeletedRun:
    """A run in the trash."""

    run: int
    name: str
    deleted: float
    """Seconds since 1970 (UTC)."""


class StoreError(Exception):
    """The store cannot do what was asked; the message is one sentence for the user."""


class RunNotFound(StoreError):  # noqa: N818 - a name that reads well
    """There is no run of that number."""


class LeaseLost(StoreError):  # noqa: N818
    """The run belongs to a newer attempt, or is no longer running: stop writing."""


def checked_name(name: str) -> str:
    """A run's name without spaces around it. Raises StoreError unless it is one printable line."""
    stripped = name.strip()
    if not (0 < len(stripped) <= MAX_NAME and stripped.isprintable()):
        raise StoreError(f"A name has 1 to {MAX_NAME} printable characters. Received: {name!r:.60}")
    return stripped


def checked_tag(tag: str) -> str:
    """A tag without spaces around it. Raises StoreError unless it is a printable word or some."""
    stripped = tag.strip()
    if not (0 < len(stripped) <= MAX_TAG and stripped.isprintable()):
        raise StoreError(f"A tag has 1 to {MAX_TAG} printable characters. Received: {tag!r:.60}")
    return stripped


@dataclass(frozen=True)
class Studied:
    """What a worker found out about a network."""

    network: str
    """`payload.digest` of the network that was looked into."""
    data: bytes

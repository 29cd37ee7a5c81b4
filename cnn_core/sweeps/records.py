"""What the store holds of a sweep, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pydantic import JsonValue

from cnn_core.frozen import Frozen
from cnn_core.sweeps.definition import SweepSpec


class SweepState(StrEnum):
    RUNNING = "running"
    """Settings are chosen, or would be if a server were there."""
    STOPPING = "stopping"
    """Nothing more is chosen; runs that were queued come to their end."""
    STOPPED = "stopped"
    FINISHED = "finished"
    FAILED = "failed"


class TrialState(StrEnum):
    OPEN = "open"
    """Its run is queued, being trained, paused or about to be resumed."""
    FINISHED = "finished"
    PRUNED = "pruned"
    """Ended by the median rule."""
    STOPPED = "stopped"
    """Ended by somebody, or by the end of the sweep; its accuracy is that of its last epoch."""
    FAILED = "failed"
    """Impossible settings, or a training that failed: see the message."""


@dataclass(frozen=True)
class Trial:
    """Settings that a sweep has tried, and what they reached."""

    number: int
    """From 0, in the order in which they were chosen."""
    run: int | None
    """None where the settings are impossible, and where the run was deleted."""
    values: tuple[JsonValue, ...]
    """In the order of the definition's fields."""
    state: TrialState
    accuracy: float | None
    """Validation accuracy, a share: at the end that of the run's final weights, before of its last
    epoch; None before the first epoch."""
    message: str | None
    """Why it failed, in one sentence or a line per fault."""


class Importance(Frozen):
    """How much of the differences between runs each field explains, by Optuna."""

    runs: int
    """Finished runs that it was computed from."""
    shares: tuple[float, ...]
    """In the order of the definition's fields; 1 together."""


@dataclass(frozen=True)
class Sweep:
    """One sweep with its trials. Times are seconds since 1970 (UTC)."""

    id: int
    name: str
    spec: SweepSpec
    state: SweepState
    message: str | None
    """Why it ended, in one sentence."""
    created: float
    ended: float | None
    spent: float
    """Seconds in which it was worked on; what its budget of minutes is taken from."""
    importance: Importance | None
    """None before enough runs have finished."""
    trials: tuple[Trial, ...]

    @property
    def active(self) -> bool:
        """Whether runs are still trained for it."""
        return self.state in (SweepState.RUNNING, SweepState.STOPPING)

    @property
    def best(self) -> Trial | None:
        """The finished trial of the highest validation accuracy, the first of equal ones."""
        finished = [each for each in self.trials if each.state is TrialState.FINISHED]
        return max(finished, key=lambda each: each.accuracy or 0, default=None)

    @property
    def open(self) -> tuple[Trial, ...]:
        """The trials whose runs have not come to their end."""
        return tuple(each for each in self.trials if each.state is TrialState.OPEN)


@dataclass(frozen=True)
class Driving:
    """The right to choose for a sweep, until another driver takes it."""

    sweep: int
    driver: str
    """A name that no other process has."""


class StudyError(Exception):
    """What Optuna has kept of a sweep cannot be read; the message is one sentence."""

"""What a program must know to train a run again, or why none can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from cnn_core.capsule.scope import BY_HAND
from cnn_core.foreign.origin import is_from_file
from cnn_core.payload import PayloadError
from cnn_core.plan import steps_per_epoch
from cnn_core.records import Point, Run, State
from cnn_core.spec import RunSpec
from cnn_core.store import Store
from cnn_core.weights_digest import weights_digest

ENDED = (State.FINISHED, State.STOPPED, State.PAUSED)
"""In these states a run's network is that of its last step."""


class RetrainingError(Exception):
    """No program can train the run again; the message is one sentence."""


@dataclass(frozen=True)
class Retraining:
    run: Run
    digest: str
    """`weights_digest` of the network that the run has made."""

    @property
    def spec(self) -> RunSpec:
        return self.run.spec

    @property
    def steps_per_epoch(self) -> int:
        return steps_per_epoch(self.spec)

    @property
    def stops_early(self) -> bool:
        """Whether the best epoch's weights were put back at the end."""
        return _stops_early(self.run)

    @property
    def epochs(self) -> int:
        """Epochs to begin at most."""
        if self.stops_early:
            return self.spec.training.epochs
        return ceil(self.run.step / self.steps_per_epoch)

    @property
    def last_step(self) -> int | None:
        """Steps after which to stop in mid-epoch; None: epochs are trained to their end."""
        return self.run.step if self.run.step % self.steps_per_epoch else None


def retraining_of(store: Store, run: Run) -> Retraining:
    """Raises RetrainingError, and StoreError as the store does."""
    if sentence := obstacle(store, run):
        raise RetrainingError(sentence)
    try:
        return Retraining(run, weights_digest(store.artifact(run.id, "payload") or b""))
    except PayloadError as error:
        raise RetrainingError(f"Run {run.id}: {error}") from None


def obstacle(store: Store, run: Run) -> str | None:
    """Why no program can train the run again, in a sentence; the weights are not read."""
    return _untrained(run) or _missing(store, run) or _unlike_its_settings(store, run)


def _untrained(run: Run) -> str | None:
    if run.state is State.FINISHED and run.step == 0:
        return f"Run {run.id} was not trained here: how it came by its weights is not known."
    if run.state not in ENDED or run.step == 0:
        return f"Run {run.id} is {run.state}: train it to its end first."
    return None


def _missing(store: Store, run: Run) -> str | None:
    if not store.has_artifact(run.id, "payload"):
        return f"Run {run.id} has no weights for the browser to compare with."
    if run.spec.data.kept_images:
        return f"Run {run.id} is trained on digits of My digits too, which a script does not have."
    return None


def _unlike_its_settings(store: Store, run: Run) -> str | None:
    """How it was trained otherwise than its settings say, in a sentence."""
    events = store.points(run.id, kinds=["event"])
    if is_from_file(events):
        return f"Run {run.id} began with the weights of a file, which a script does not have."
    if any(map(_by_hand, events)):
        return (
            f"The learning rate of run {run.id} was changed by hand, which a script cannot repeat."
        )
    if _stops_early(run) and run.epoch != _ends_at(run, store.points(run.id, kinds=["epoch"])):
        return (
            f"Run {run.id} went on after early stopping had ended it, which a script cannot repeat."
        )
    return None


def _stops_early(run: Run) -> bool:
    return run.state is State.FINISHED and run.spec.training.early_stopping_patience > 0


def _by_hand(event: Point) -> bool:
    return BY_HAND.fullmatch(event.note or "") is not None


def _ends_at(run: Run, epochs: Sequence[Point]) -> int:
    """The epoch at which early stopping, or the last epoch, ends the run as it was submitted."""
    training = run.spec.training
    best_epoch, best_loss = 0, float("inf")
    for point in epochs:
        if point.val_loss is not None and point.val_loss < best_loss:
            best_epoch, best_loss = point.epoch, point.val_loss
        if point.epoch - best_epoch >= training.early_stopping_patience:
            return point.epoch
    return training.epochs

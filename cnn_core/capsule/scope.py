"""How much of a run a second training can be compared with, and why not with all of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from cnn_core import datasets
from cnn_core.foreign.origin import is_from_file
from cnn_core.plan import steps_per_epoch
from cnn_core.records import Point, Run, State
from cnn_core.store import Store

BY_HAND = re.compile(r"learning rate \S+ → \S+")
"""An event of a change by hand; that of a plateau says so behind it."""
FROM_FILE = "It began with the weights of a file: a second training would begin with others."


class NotVerifiableError(Exception):
    """A second training would say nothing; the message is one sentence."""


@dataclass(frozen=True)
class Scope:
    """What of a run is compared."""

    batches: int
    """The first so many of its recorded batches."""
    epochs: int
    """What the second training has for its target."""
    weights: bool
    """Whether its last weights are compared too."""
    remark: str | None
    """Why no more than that, in a sentence; None where it is all."""


def scope_of(store: Store, number: int) -> Scope:
    """The scope of a run that has ended. Raises NotVerifiableError, RunNotFound."""
    run = store.run(number)
    _check_run(store, run)
    events = store.points(number, ("event",))
    if is_from_file(events):
        raise NotVerifiableError(FROM_FILE)
    recorded = len(_checked(store.points(number, ("batch",))))
    batches, remark = recorded, _cut(run)
    changed = _changed_by_hand(events)
    if changed is not None and changed < recorded:
        batches = changed
        remark = (
            f"The learning rate was changed by hand after batch {changed:,} of {recorded:,}: "
            "batches up to there are compared."
        )
    if batches == 0:
        raise NotVerifiableError(remark or "No batch was recorded: there is nothing to compare.")
    whole = remark is None
    needed = ceil(batches / steps_per_epoch(run.spec))
    epochs = run.target_epochs if whole else min(needed, run.target_epochs)
    return Scope(batches, epochs, whole, remark)


def _check_run(store: Store, run: Run) -> None:
    """Raises NotVerifiableError for a run that cannot be trained again here at all."""
    data = run.spec.data
    fault = None
    if run.active:
        fault = f"Run {run.id} is {run.state}: it can be verified when it has ended."
    elif run.spec.hardware.device == "gpu":
        fault = "It was trained on a GPU, whose sums another one does not give bit for bit."
    elif data.kept_images and not store.has_artifact(run.id, "kept"):
        fault = "The kept digits that it was trained on are missing."
    else:
        fault = datasets.available(data.dataset)
    if fault:
        raise NotVerifiableError(fault)


def _checked(batches: Sequence[Point]) -> Sequence[Point]:
    """Raises NotVerifiableError unless they are batch 1, 2, 3 and so on."""
    if not batches:
        raise NotVerifiableError("No batch was recorded: there is nothing to compare.")
    for expected, point in enumerate(batches, 1):
        if point.step != expected:
            raise NotVerifiableError(f"The record of batch {expected:,} is missing.")
    return batches


def _changed_by_hand(events: Sequence[Point]) -> int | None:
    """Batches before the learning rate was first changed by its owner; None if it never was."""
    steps = [event.step for event in events if event.note and BY_HAND.fullmatch(event.note)]
    return min(steps, default=None)


def _cut(run: Run) -> str | None:
    """Why the last weights of a run cannot be compared, if so."""
    if run.state is not State.FINISHED:
        return f"The run did not finish ({run.state}): its batches are compared, not its weights."
    patience = run.spec.training.early_stopping_patience
    if patience and run.target_epochs != run.spec.training.epochs:
        return (
            "The run was continued after early stopping had been at work: its batches are "
            "compared, not its weights."
        )
    return None

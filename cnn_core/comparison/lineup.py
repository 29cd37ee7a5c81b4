"""Which of some runs can be compared: those with answers to the same test images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cnn_core.comparison.images import (
    NotComparable,
    RunAnswers,
    SameImages,
    check_same_images,
    same_images,
)
from cnn_core.progress import awaits_test
from cnn_core.records import Run, State
from cnn_core.scores import Evaluation, EvaluationError
from cnn_core.store import Store

REASONS = {
    State.QUEUED: "it waits to be trained",
    State.RUNNING: "it is being trained",
    State.PAUSED: "it is paused",
    State.INTERRUPTED: "it was interrupted",
    State.FAILED: "it failed",
    State.STOPPED: "it was stopped before it was tested",
    State.FINISHED: "it was not tested",
}


@dataclass(frozen=True)
class Lineup:
    """Some runs, in their order, sorted into those that can be compared and others."""

    members: tuple[int, ...]
    """Places among the runs, from 0, of those whose answers are in `images`."""
    images: SameImages | None
    """None where fewer than two runs can be compared."""
    left_out: tuple[str, ...]
    """Why each of the others cannot be compared: a sentence each."""


def line_up(store: Store, runs: Sequence[Run]) -> Lineup:
    """Runs that were tested on the same images as the first of them that was tested at all."""
    known: dict[int, RunAnswers] = {}
    left_out = []
    for place, run in enumerate(runs):
        try:
            found = read_answers(store, run)
            for first in list(known.values())[:1]:
                check_same_images(first, found)
            known[place] = found
        except NotComparable as error:
            left_out.append(str(error))
    images = same_images(list(known.values())) if len(known) > 1 else None
    return Lineup(tuple(known), images, tuple(left_out))


def read_answers(store: Store, run: Run) -> RunAnswers:
    """A run's stored answers to its test images. Raises NotComparable where there are none."""
    data = store.artifact(run.id, "evaluation") if run.result else None
    if data is None:
        raise NotComparable(f"Run {run.id} has no answers to test images yet: {_reason(run)}.")
    try:
        return RunAnswers(f"run {run.id}", run.spec.data, Evaluation.from_bytes(data))
    except EvaluationError as error:
        raise NotComparable(f"The answers of run {run.id} are damaged. {error}") from None


def _reason(run: Run) -> str:
    if awaits_test(run):
        return "its model is being tested"
    if run.result is not None:
        return f"have it evaluated (page Results, or `evaluate {run.id}`)"
    return REASONS[run.state]

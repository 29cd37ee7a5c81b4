"""A group of trainings that differ in their seeds: which of them count, and their figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from cnn_core.groups import Vary
from cnn_core.records import Group, Run, State
from cnn_core.repeat.means import Difference, Spread, spread, welch
from cnn_core.result import Result


@dataclass(frozen=True)
class Repeated:
    """A group's trainings that were trained as their settings say, and why others were not."""

    group: Group
    runs: tuple[Run, ...]
    """Those that count, the lowest number first."""
    left_out: tuple[str, ...]
    """Of each that does not count, why."""

    @property
    def results(self) -> tuple[Result, ...]:
        return tuple(run.result for run in self.runs if run.result)

    @property
    def accuracies(self) -> tuple[float, ...]:
        """Test accuracies, as shares."""
        return tuple(result.test_accuracy for result in self.results)


@dataclass(frozen=True)
class Figures:
    """What the trainings of a group say together, one at least."""

    test_accuracy: Spread
    """As a share."""
    test_loss: Spread | None
    """In nats; None where one of them has none."""
    seconds: Spread
    """Of training, validation included."""


def repeats(groups: Sequence[Group]) -> list[Group]:
    """The groups whose trainings differ in their seeds and in nothing else."""
    return [group for group in groups if group.kind in get_args(Vary)]


def repeated(group: Group, by_id: Mapping[int, Run]) -> Repeated:
    """Sort out the trainings that count. `by_id`: all runs that are there."""
    members = [by_id[number] for number in sorted(group.runs) if number in by_id]
    reasons = [_why_left_out(run) for run in members]
    return Repeated(
        group,
        tuple(run for run, reason in zip(members, reasons, strict=True) if not reason),
        (*filter(None, reasons), *["deleted"] * group.deleted),
    )


def figures(of: Repeated) -> Figures:
    """Raises ValueError where no training counts."""
    losses = [result.test_loss for result in of.results if result.test_loss is not None]
    return Figures(
        test_accuracy=spread(of.accuracies),
        test_loss=spread(losses) if losses and len(losses) == len(of.results) else None,
        seconds=spread([result.seconds for result in of.results]),
    )


def difference(first: Repeated, second: Repeated) -> Difference:
    """Of their test accuracies, as shares. Raises ValueError where no training of one counts."""
    return welch(first.accuracies, second.accuracies)


def left_out_text(of: Repeated) -> str:
    """`Left out: 2 have no result yet, 1 failed.`, or nothing where all count."""
    if not of.left_out:
        return ""
    reasons = Counter(of.left_out)
    told = ", ".join(f"{count} {reason}" for reason, count in reasons.items())
    return f"Left out: {told}."


def _why_left_out(run: Run) -> str:
    match run.state:
        case State.FINISHED if run.result is None:
            return "without test figures"
        case State.FINISHED:
            return "" if run.target_epochs == run.spec.training.epochs else "trained further"
        case State.STOPPED | State.FAILED:
            return str(run.state)
        case _:
            return "without a result yet"

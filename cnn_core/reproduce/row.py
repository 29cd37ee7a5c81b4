"""A reported figure, what comes out here, and whether that passes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from cnn_core.estimate import Estimate
from cnn_core.reference import Mistake, Range
from cnn_core.shapes import Shape

Unit = Literal["shape", "count", "pixels", "accuracy", "half_width", "loss", "seconds"]
"""`accuracy` is a share, `half_width` that of a share's interval."""
EQUAL = "equal"


class Verdict(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    OPEN = "open"
    """Not trained yet."""
    UNMEASURED = "unmeasured"
    """What it is measured by is not here."""


@dataclass(frozen=True)
class Row:
    figure: str
    """What it is."""
    unit: Unit
    reported: float | Shape | Range
    ours: float | Shape | None
    """None before it is trained or measured; of several trainings the mean."""
    difference: Estimate | None
    """Ours less the reported one; None of shapes, and before it is trained."""
    rule: str
    """When it passes."""
    verdict: Verdict
    remark: str = ""
    """A sentence or two on what else is to be known."""


@dataclass(frozen=True)
class Section:
    title: str
    rows: tuple[Row, ...]
    about: str = ""
    """What was trained, and how many trainings there are of it."""


def computed(
    figure: str, reported: float | Shape | Mistake, ours: float | Shape, unit: Unit = "count"
) -> Row:
    """A figure that must be the reported one, or the right one where the article is mistaken."""
    if isinstance(reported, Mistake):
        verdict = judged(ours == reported.right)
        rule = f"equal to {reported.right}: the article is mistaken"
        difference = _difference(ours, reported.reported)
        remark = f"Other than in the article. {reported.why}"
        return Row(figure, unit, reported.reported, ours, difference, rule, verdict, remark)
    difference = _difference(ours, reported)
    return Row(figure, unit, reported, ours, difference, EQUAL, judged(ours == reported))


def about(figure: str, reported: float, ours: float, *, unit: Unit, off: float, rule: str) -> Row:
    """A figure that is reported in round numbers: ours may be so far off."""
    difference = Estimate(ours - reported)
    return Row(figure, unit, reported, ours, difference, rule, judged(abs(difference.mean) <= off))


def at_most(figure: str, reported: float, ours: float) -> Row:
    """A count that ours must not exceed."""
    difference = Estimate(ours - reported)
    return Row(figure, "count", reported, ours, difference, "at most", judged(ours <= reported))


def unmeasured(figure: str, reported: Range, rule: str) -> Row:
    """A share that only somebody with other data can measure."""
    return Row(figure, "accuracy", reported, None, None, rule, Verdict.UNMEASURED)


def judged(passes: bool) -> Verdict:
    return Verdict.PASS if passes else Verdict.FAIL


def failed(sections: Iterable[Section]) -> bool:
    """Whether a row fails; what is not trained yet does not."""
    return any(row.verdict is Verdict.FAIL for section in sections for row in section.rows)


def tally(sections: Iterable[Section]) -> dict[Verdict, int]:
    """How many rows there are of each verdict."""
    verdicts = [row.verdict for section in sections for row in section.rows]
    return {verdict: verdicts.count(verdict) for verdict in Verdict}


def _difference(ours: float | Shape, reported: float | Shape) -> Estimate | None:
    if isinstance(ours, tuple) or isinstance(reported, tuple):
        return None
    return Estimate(ours - reported)

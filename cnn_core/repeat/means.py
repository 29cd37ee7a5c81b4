"""What trainings that differ in their seeds say together: a mean and how sure it is, and whether
two groups of them differ.

Of scipy only `scipy.special` is used: `scipy.stats` would take another 45 MB of the server.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from math import sqrt
from statistics import fmean, stdev

from cnn_core.comparison.mcnemar import p_text
from cnn_core.points_text import points_text

CONFIDENCE = 0.95
ALPHA = 1 - CONFIDENCE
FEW = 5
"""In smaller groups Welch's degrees of freedom come out too high by chance: of equal groups of 2
and 10 trainings it tells one pair in ten apart."""


@dataclass(frozen=True)
class Spread:
    """Figures of some trainings, one at least: where they lie, and how far apart."""

    count: int
    mean: float
    lowest: float
    highest: float
    deviation: float | None
    """Standard deviation of single trainings (n - 1 in its denominator); None of a single one."""
    margin: float | None
    """Half of the mean's 95 % interval by Student's t; None of a single training."""


class Verdict(Enum):
    SHOWN = "shown"
    """Equal groups come out like this in at most 5 of 100 cases."""
    HINT = "hint"
    """Welch's test says so, but of too few trainings to be trusted."""
    NONE = "none"
    UNKNOWN = "unknown"
    """There is no spread to judge by."""


@dataclass(frozen=True)
class Difference:
    """The second group's mean minus the first's, in the unit of the figures."""

    difference: float
    counts: tuple[int, int]
    margin: float | None
    """Half of its 95 % interval; None, as all below, without a spread to judge by."""
    degrees: float | None
    """Of freedom, by Welch and Satterthwaite."""
    p: float | None
    """Two-sided, of Welch's t-test."""
    verdict: Verdict


def spread(values: Sequence[float]) -> Spread:
    """Mean, deviation and interval. Raises ValueError without a value."""
    count = len(values)
    if not count:
        raise ValueError("Expected one figure at least. Received: none")
    deviation = stdev(values) if count > 1 else None
    margin = None if deviation is None else _quantile(count - 1) * deviation / sqrt(count)
    return Spread(count, fmean(values), min(values), max(values), deviation, margin)


def welch(first: Sequence[float], second: Sequence[float]) -> Difference:
    """Do two groups differ in their means, whatever their deviations?

    B. L. Welch, "The generalization of Student's problem when several different population
    variances are involved", Biometrika 34, 1947. A difference counts as shown where p is below
    5 %; with fewer than FEW trainings in a group, only if it is so with the smaller group's degrees
    of freedom too, which never errs more often. Raises ValueError where a group has no value.
    """
    counts, difference = (len(first), len(second)), spread(second).mean - spread(first).mean
    if min(counts) < 2:
        return Difference(difference, counts, None, None, None, Verdict.UNKNOWN)
    parts = [stdev(values) ** 2 / len(values) for values in (first, second)]
    error = sqrt(sum(parts))
    if not error:
        return Difference(difference, counts, None, None, None, Verdict.UNKNOWN)
    shares = [part / sum(parts) for part in parts]
    degrees = 1 / sum(s**2 / (n - 1) for s, n in zip(shares, counts, strict=True))
    p = _two_sided(difference / error, degrees)
    verdict = _verdict(p, difference / error, counts)
    return Difference(difference, counts, _quantile(degrees) * error, degrees, p, verdict)


def sentence(found: Difference, first: str, second: str) -> str:
    """Of test accuracies as shares: which group is better, by how much, and how sure that is."""
    better, other = (second, first) if found.difference > 0 else (first, second)
    if found.margin is None or found.p is None:
        return f"{_ahead(found, better, other)}. How sure that is cannot be said: {_why(found)}."
    sure = f"95 % interval; Welch's t-test, p {p_text(found.p)}"
    if not found.difference:
        margin = points_text(0, 100 * found.margin).removeprefix("0.00 ")
        return f"No difference shown: {better} and {other} have the same mean ({margin}, {sure})."
    points = points_text(100 * abs(found.difference), 100 * found.margin)
    match found.verdict:
        case Verdict.SHOWN:
            return (
                f"{better} is better than {other} by {points} in the mean: unlikely to be "
                f"chance ({sure})."
            )
        case Verdict.HINT:
            return (
                f"{better} is ahead of {other} by {points} in the mean ({sure}). That is a hint "
                f"only: with {found.counts[0]} and {found.counts[1]} trainings the test errs more "
                "often than it says."
            )
        case _:
            return (
                f"No difference shown: {better} is ahead of {other} by {points} in the mean, "
                f"which may be chance ({sure})."
            )


def _ahead(found: Difference, better: str, other: str) -> str:
    if not found.difference:
        return f"{better} and {other} have the same mean"
    return f"{better} is ahead of {other} by {100 * abs(found.difference):.2f} points in the mean"


def _why(found: Difference) -> str:
    if min(found.counts) < 2:
        return "it takes two trainings of each, better five"
    return "all trainings of each have the same figure"


def _verdict(p: float, t: float, counts: tuple[int, int]) -> Verdict:
    if p >= ALPHA:
        return Verdict.NONE
    smaller = min(counts)
    sure = smaller >= FEW or _two_sided(t, smaller - 1) < ALPHA
    return Verdict.SHOWN if sure else Verdict.HINT


def _quantile(degrees: float) -> float:
    """Student's t that 97.5 % are below."""
    from scipy.special import stdtrit

    return float(stdtrit(degrees, (1 + CONFIDENCE) / 2))


def _two_sided(t: float, degrees: float) -> float:
    from scipy.special import stdtr

    return float(2 * stdtr(degrees, -abs(t)))

"""An axis of test accuracies on which 98 % to 99 % has as much room as 80 % to 90 %."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

SMALLEST_ERROR = 5e-5
"""Half an image in 10,000: an axis of logarithms has no place for none."""
NARROW = 6.25
"""Errors that differ by no more than this factor have evenly spaced ticks; in any wider range lie
two numbers at least that begin with 1, 2 or 5, which are 2.5 times apart at most."""
WIDE = 300
"""From this factor on only powers of ten have ticks."""


@dataclass(frozen=True)
class AccuracyAxis:
    """Settings of a Plotly axis for `errors`: logarithmic, with the accuracy at its ticks."""

    range: tuple[float, float]
    """Logarithms of the largest and of the smallest error: accuracy rises along the axis."""
    ticks: list[float]
    """Shares of errors."""
    labels: list[str]
    """Percent accuracy at each tick."""


def error(accuracy: float) -> float:
    """Where an accuracy, 0 to 1, lies on the axis."""
    return max(1 - accuracy, SMALLEST_ERROR)


def accuracy_axis(accuracies: Sequence[float]) -> AccuracyAxis:
    """An axis with room for all these accuracies, each 0 to 1, at least one."""
    errors = [error(accuracy) for accuracy in accuracies]
    worst, best = min(1.0, max(errors) * 1.1), min(errors) / 1.25
    ticks = _even(best, worst) if worst / best < NARROW else _of_decades(best, worst)
    return AccuracyAxis(
        range=(log10(worst), log10(best)),
        ticks=ticks,
        labels=[f"{100 * (1 - tick):.6g}" for tick in ticks],
    )


def _even(low: float, high: float) -> list[float]:
    step = next(
        size * 10.0**power
        for power in range(-5, 1)
        for size in (1, 2, 5)
        if size * 10.0**power >= (high - low) / 6
    )
    return [number * step for number in range(ceil(low / step), floor(high / step) + 1)]


def _of_decades(low: float, high: float) -> list[float]:
    powers = range(floor(log10(low)), ceil(log10(high)) + 1)
    sizes = (1, 2, 5) if high / low < WIDE else (1,)
    ticks = [size * 10.0**power for power in powers for size in sizes]
    return [tick for tick in ticks if low <= tick <= high and tick < 1]

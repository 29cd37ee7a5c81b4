"""A figure that is known with an uncertainty."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Estimate:
    """A mean and its 95 % limits, where there are any; NaN where there is no figure."""

    mean: float
    low: float | None = None
    high: float | None = None

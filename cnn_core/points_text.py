"""Differences of accuracy in words: `0.31 ± 0.15 points`."""

from __future__ import annotations

FEWEST_DECIMALS, MOST_DECIMALS = 2, 8


def points_text(size: float, margin: float) -> str:
    """Two figures in points (hundredths), with decimals enough to tell them apart."""
    decimals = decimals_apart(size, margin)
    return f"{size:.{decimals}f} ± {margin:.{decimals}f} points"


def decimals_apart(size: float, margin: float) -> int:
    """How many decimals show that the two differ, where they do; FEWEST_DECIMALS at least."""
    decimals = FEWEST_DECIMALS
    while (
        size != margin
        and decimals < MOST_DECIMALS
        and round(size, decimals) == round(margin, decimals)
    ):
        decimals += 1
    return decimals

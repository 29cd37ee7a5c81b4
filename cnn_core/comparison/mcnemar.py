"""Is one network better than another? McNemar's test and an interval, on the same test images.

Interval and sentence agree: a difference is called unlikely to be chance exactly when its interval
leaves out 0, and that is only where McNemar's exact p is below 5 %. Of scipy only `scipy.special`
is used: `scipy.stats` would take another 45 MB of a server that compares now and then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from cnn_core.points_text import FEWEST_DECIMALS, decimals_apart, points_text

ALPHA = 0.05
"""How often, at most, equal networks may be told apart."""

Right = NDArray[np.bool_]
"""(images,): whether a network has each image right."""
Pair = tuple[int, int]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Comparison:
    """Two networks on the same images; differences are the second's accuracy minus the first's."""

    images: int
    first_only: int
    """Images that the first has right and the second wrong."""
    second_only: int
    margin: float
    """Half of the difference's interval, in points."""
    p: float
    """McNemar's exact two-sided p of this pair alone."""
    adjusted_p: float
    """Holm's, among all pairs that are compared together; of a single pair: `p`."""
    confidence: float
    """Of the interval: 0.95 for a single pair, more among several."""

    @property
    def difference(self) -> float:
        """In points, -100 to 100."""
        return 100 * (self.second_only - self.first_only) / self.images

    @property
    def low(self) -> float:
        return max(-100.0, self.difference - self.margin)

    @property
    def high(self) -> float:
        return min(100.0, self.difference + self.margin)

    @property
    def shown(self) -> bool:
        """Whether the interval leaves out 0."""
        return abs(self.difference) > self.margin

    @property
    def decimals(self) -> int:
        """As many as show whether 0 is left out of the interval."""
        return decimals_apart(abs(self.difference), self.margin)

    @property
    def points(self) -> str:
        """`0.31 ± 0.15 points`, without a sign."""
        return points_text(abs(self.difference), self.margin)

    def sentence(self, first: str = "A", second: str = "B") -> str:
        """`B is better by 0.31 ± 0.15 points: unlikely to be chance.`"""
        if not self.difference:
            margin = f"± {self.margin:.{FEWEST_DECIMALS}f} points"
            return f"No difference shown: {first} and {second} have equally many right ({margin})."
        better = second if self.difference > 0 else first
        if self.shown:
            return f"{better} is better by {self.points}: unlikely to be chance."
        return f"No difference shown: {better} is ahead by {self.points}, which may be chance."


def compare(first: Right, second: Right) -> Comparison:
    """Two networks' right answers, (images,) each, in the same order of images.

    Raises ValueError for shapes that differ, or without images.
    """
    return compare_all([first, second])[0, 1]


def compare_all(rights: Sequence[Right]) -> dict[Pair, Comparison]:
    """Every two of some networks, by their positions (first, second), first < second.

    Each pair is judged by Holm's procedure among all pairs (S. Holm, Scand. J. Statist. 6, 1979):
    if all networks are equal, no two are told apart in 95 of 100 cases. A pair's interval has the
    confidence 1 - 0.05 · p / (adjusted p), at which the procedure decides it: so it leaves out 0
    only if the adjusted p is below 0.05. Raises ValueError as `compare`.
    """
    return compare_pairs(rights, list(combinations(range(len(rights)), 2)))


def compare_pairs(rights: Sequence[Right], pairs: Sequence[Pair]) -> dict[Pair, Comparison]:
    """As `compare_all`, but only these pairs are compared, and judged together."""
    images = {right.shape for right in rights}
    if len(images) != 1 or len(rights[0].shape) != 1 or not len(rights[0]):
        raise ValueError(f"Expected the same images, one at least. Received: shapes {images}")
    first_only = np.array([int((rights[a] & ~rights[b]).sum()) for a, b in pairs])
    second_only = np.array([int((~rights[a] & rights[b]).sum()) for a, b in pairs])
    p = mcnemar_p(first_only, second_only)
    adjusted = holm(p)
    share = np.divide(p, adjusted, out=np.full(len(p), 1 / max(1, len(p))), where=adjusted > 0)
    margin = margins(first_only, second_only, len(rights[0]), ALPHA * share)
    return {
        pair: Comparison(
            images=len(rights[0]),
            first_only=int(first_only[index]),
            second_only=int(second_only[index]),
            margin=float(margin[index]),
            p=float(p[index]),
            adjusted_p=float(adjusted[index]),
            confidence=float(1 - ALPHA * share[index]),
        )
        for index, pair in enumerate(pairs)
    }


def sentences(found: Mapping[Pair, Comparison], names: Sequence[str]) -> list[str]:
    """One for each pair of several networks that is told apart, the surest first; or that none is.

    `B is better than A by 0.31 ± 0.15 points: unlikely to be chance.`
    """
    shown = [(each.adjusted_p, pair) for pair, each in found.items() if each.shown]
    told = []
    for _, pair in sorted(shown):
        worse, better = pair if found[pair].difference > 0 else pair[::-1]
        told.append(
            f"{names[better]} is better than {names[worse]} by {found[pair].points}: "
            "unlikely to be chance."
        )
    return told or ["No difference shown between any two of them."]


def mcnemar_p(first_only: ArrayLike, second_only: ArrayLike) -> Floats:
    """Two-sided p of McNemar's exact test (Q. McNemar, Psychometrika 12, 1947), of any shape.

    Where equal networks differ, either is right equally often: a binomial of share 1/2.
    """
    from scipy.special import bdtr

    first, second = np.asarray(first_only), np.asarray(second_only)
    p: Floats = np.minimum(1.0, 2 * bdtr(np.minimum(first, second), first + second, 0.5))
    return p


def margins(
    first_only: ArrayLike, second_only: ArrayLike, images: int, alpha: ArrayLike = ALPHA
) -> Floats:
    """The m of the interval (difference ± m), in points, of confidence 1 - alpha, of any shape.

    It holds the adjusted Wald interval for paired shares (D. G. Bonett and R. M. Price,
    J. Educ. Behav. Stat. 37, 2012), whose coverage is right where few images or none tell the two
    apart, and the nearer end of the exact interval that McNemar's test belongs to (C. J. Clopper
    and E. S. Pearson, Biometrika 26, 1934, of the share among the images that tell them apart).
    """
    from scipy.special import betaincinv, ndtri

    first, second = np.asarray(first_only, float), np.asarray(second_only, float)
    level = np.asarray(alpha, float)
    counted, larger = first + second, np.maximum(first, second)
    lowest = betaincinv(np.maximum(larger, 1), counted - larger + 1, level / 2)
    exact = 2 * (larger - counted * lowest) / images
    share, other = (second + 1) / (images + 2), (first + 1) / (images + 2)
    centre = share - other
    half = ndtri(1 - level / 2) * np.sqrt((share + other - centre**2) / (images + 2))
    adjusted_wald = half + np.abs((second - first) / images - centre)
    margin: Floats = 100 * np.maximum(exact, adjusted_wald)
    return margin


def holm(p: Floats) -> Floats:
    """Holm's adjusted p of each of the tests (n,), made together."""
    order = np.argsort(p, kind="stable")
    steps = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(1.0, steps)
    return adjusted


def p_text(p: float) -> str:
    """`= 0.031`, or `< 0.001`."""
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"

"""Which unit of one layer is which of another: correlations, cosines, the best matching, CKA.

Only numbers: which layers and which images they are of is for others to say.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
"""(units of the first, units of the second): similarities from -1 to 1, NaN where undefined."""
Order = NDArray[np.intp]
"""(units,): which unit of the second is that unit of the first."""

STILL = 1e-10
"""A unit whose variance is no larger a share of its mean square never varies: the rest is noise."""
UNDEFINED = -10.0
"""In place of an undefined similarity, so that as many defined ones as possible are matched."""


class Sums:
    """Sums over examples of two layers' outputs; correlations and CKA follow from them.

    An example is one position of one image's map, or one image for a dense layer. Outputs are added
    in batches, and none is kept: however many there are, the sums take (2·units)² numbers.
    """

    def __init__(self, units: int) -> None:
        self.units = units
        self.examples = 0
        self._sums = np.zeros(2 * units)
        self._products = np.zeros((2 * units, 2 * units))

    def add(self, first: NDArray[np.float32], second: NDArray[np.float32]) -> None:
        """Outputs (…, units) of both layers at the same examples."""
        parts = [part.reshape(-1, self.units) for part in (first, second)]
        both = np.concatenate(parts, axis=1, dtype=np.float64)
        self.examples += len(both)
        self._sums += both.sum(axis=0)
        self._products += both.T @ both

    def correlations(self) -> Matrix:
        """Pearson's, of each unit of the first with each of the second.

        NaN for a unit that never varies, as a dead one.
        """
        covariance = self._covariance()
        variance = covariance.diagonal()
        varies = variance > STILL * self._products.diagonal() / self.examples
        deviation = np.sqrt(np.where(varies, variance, np.nan))
        both = covariance / np.outer(deviation, deviation)
        return _clipped(both[: self.units, self.units :])

    def cka(self) -> float:
        """Linear CKA: 1 for layers that are equal up to rotation and scale. NaN where one is still.

        Kornblith, Norouzi, Lee and Hinton, "Similarity of neural network representations
        revisited" (2019), section 3: ‖YᵀX‖² / (‖XᵀX‖ ‖YᵀY‖), Frobenius, of centred columns. Its
        rows are our examples: the positions of maps too, while the authors take whole maps as rows.
        """
        covariance = self._covariance()
        one, two = slice(None, self.units), slice(self.units, None)
        own = np.linalg.norm(covariance[one, one]) * np.linalg.norm(covariance[two, two])
        if own == 0:
            return float("nan")
        return float(np.linalg.norm(covariance[one, two]) ** 2 / own)

    def _covariance(self) -> Matrix:
        mean = self._sums / self.examples
        covariance: Matrix = self._products / self.examples - np.outer(mean, mean)
        return covariance


def cosines(first: NDArray[np.float32], second: NDArray[np.float32]) -> Matrix:
    """Cosine of the angle between each two kernels (…, units); NaN for one of zeros."""
    one, two = (_unit_length(kernels.reshape(-1, kernels.shape[-1])) for kernels in (first, second))
    return _clipped(one.T @ two)


def _clipped(similarities: Matrix) -> Matrix:
    """Without what rounding adds beyond -1 and 1."""
    clipped: Matrix = np.clip(similarities, -1, 1)
    return clipped


def _unit_length(columns: NDArray[np.float32]) -> Matrix:
    length = np.linalg.norm(columns.astype(np.float64), axis=0)
    lengths: Matrix = columns / np.where(length > 0, length, np.nan)
    return lengths


def best_order(similarities: Matrix, otherwise: Matrix | None = None) -> Order:
    """The one-to-one matching whose similarities have the largest sum; shape (units, units).

    Where a similarity is undefined, `otherwise` decides, but never at the cost of a match.
    D. F. Crouse, "On implementing 2D rectangular assignment algorithms" (2016), by scipy.
    """
    from scipy.optimize import linear_sum_assignment

    instead = UNDEFINED if otherwise is None else UNDEFINED + np.nan_to_num(otherwise, nan=-1)
    filled = np.where(np.isnan(similarities), instead, similarities)
    order: Order = linear_sum_assignment(filled, maximize=True)[1]
    return order


def matched(similarities: Matrix, order: Order) -> NDArray[np.float64]:
    """(units,): how alike each unit and its match are; NaN where that is undefined."""
    values: NDArray[np.float64] = similarities[np.arange(len(order)), order]
    return values


def best_first(similarities: Matrix, order: Order) -> Order:
    """(units,): the units, the ones most alike their match first, the undefined last."""
    ranks: Order = np.argsort(-np.nan_to_num(matched(similarities, order), nan=-2), kind="stable")
    return ranks

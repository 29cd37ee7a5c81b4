"""Two networks of one architecture, their layers' units matched one to one.

Twice: by what the units answer to the same images, and by their kernels alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cnn_core.agreement.channel_order import behind, reordered
from cnn_core.agreement.matching import Matrix, Order, Sums, best_order, cosines, matched
from cnn_core.arithmetic import describe
from cnn_core.layers import Architecture, ClusterDistances, Conv2D, Dense, Flatten, Layer
from cnn_core.payload import Network
from cnn_core.spec import INPUT_SHAPE

REAPPEARS = 0.8
"""A unit reappears if it and its match correlate at least so much: a straight line from the one
then gives 0.8² = 64 % of the other's variance, the larger part. Fixed before any run was matched;
how many reach it by chance is told beside, so that no conclusion hangs on it alone."""


@dataclass(frozen=True)
class LayerMatch:
    """One layer of the first network against the same layer of the second."""

    position: int
    """In the spec's list of layers."""
    correlations: Matrix
    """Of the units' outputs, over images and positions; NaN where one of the two never varies."""
    order: Order
    """The matching with the largest sum of correlations."""
    kernels: Matrix
    """Cosines of the units' kernels, the second's channels first put in the order that the layer
    before it has; NaN for a kernel of zeros."""
    kernel_order: Order
    """The matching with the largest sum of cosines."""
    cka: float
    """Linear CKA; NaN where one of the two layers never varies."""

    @property
    def units(self) -> int:
        return len(self.order)

    @cached_property
    def values(self) -> NDArray[np.float64]:
        """(units,): the correlation of each unit with its match; NaN where it is undefined."""
        return matched(self.correlations, self.order)

    @property
    def pairs(self) -> int:
        """Units that have a match: a dead one has none."""
        return int(np.isfinite(self.values).sum())

    @property
    def score(self) -> float:
        """Mean correlation of the matched pairs; NaN where there is none."""
        return mean(self.values)

    @property
    def kernel_score(self) -> float:
        """Mean cosine of the pairs matched by their kernels; NaN where there is none."""
        return mean(matched(self.kernels, self.kernel_order))

    @property
    def reappears(self) -> NDArray[np.bool_]:
        """(units,): whether the unit and its match correlate by REAPPEARS at least."""
        reappears: NDArray[np.bool_] = self.values >= REAPPEARS
        return reappears

    @property
    def in_place(self) -> int:
        """Units that reappear as the unit of the same number."""
        return int((self.reappears & (self.order == np.arange(self.units))).sum())

    @property
    def agreed(self) -> int:
        """Pairs that both ways of matching find."""
        return int(((self.order == self.kernel_order) & np.isfinite(self.values)).sum())


def mean(values: NDArray[np.float64]) -> float:
    """Of those that are defined; NaN where there is none."""
    defined = values[np.isfinite(values)]
    return float(defined.mean()) if len(defined) else float("nan")


def compared(layers: Sequence[Layer]) -> tuple[int, ...]:
    """Positions of the convolutions, dense layers and cluster distances.

    Not of the output: its units stand for the classes, and so cannot be in another order.
    """
    kinds = Conv2D | Dense | ClusterDistances
    return tuple(i for i, layer in enumerate(layers) if isinstance(layer, kinds))


def units(layer: Layer) -> int:
    """Filters of a convolution, units of a dense layer, clusters, else 0."""
    match layer:
        case Conv2D():
            return layer.filters
        case Dense():
            return layer.units
        case ClusterDistances():
            return layer.clusters
        case _:
            return 0


def match_layers(first: Network, second: Network, sums: Mapping[int, Sums]) -> Iterator[LayerMatch]:
    """Match each layer of `sums`, which holds the sums over both networks' outputs there.

    Both networks are of one architecture.
    """
    layers = first.header.layers
    order: Order = np.arange(INPUT_SHAPE[-1])
    rows = describe(Architecture(layers=layers)).layers
    for position, (layer, before) in enumerate(zip(layers, rows, strict=False)):
        if position not in sums:
            order = behind(layer, order, before.output_shape)
            continue
        if isinstance(layer, ClusterDistances):
            order = behind(Flatten(), order, before.output_shape)
        one, other = (each.tensors[position][0] for each in (first, second))
        kernels = cosines(one, reordered(other, order))
        correlations = sums[position].correlations()
        order = best_order(correlations, kernels)
        yield LayerMatch(
            position, correlations, order, kernels, best_order(kernels), sums[position].cka()
        )

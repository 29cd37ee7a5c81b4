"""What the layers of a network put out: maps (height, width, channels), or units.

Positions are those of the spec's list of layers, from 0.
"""

from __future__ import annotations

from collections.abc import Sequence

from cnn_core.arithmetic import LayerSummary, describe
from cnn_core.layers import Architecture, Dropout, Flatten, Layer, Output

MapShape = tuple[int, int, int]


def summaries(layers: Sequence[Layer]) -> tuple[LayerSummary, ...]:
    """A row for each layer of a network whose layers fit each other."""
    return describe(Architecture(layers=tuple(layers))).layers[1:]


def map_shapes(layers: Sequence[Layer]) -> list[MapShape]:
    """Of each layer's outputs, (height, width, channels). Units are maps of one node each."""
    shapes = (row.output_shape for row in summaries(layers))
    return [(s[0], s[1], s[2]) if len(s) == 3 else (1, 1, s[0]) for s in shapes]


def with_maps(layers: Sequence[Layer]) -> list[int]:
    """Positions of the layers whose outputs are maps, not units."""
    return [at for at, row in enumerate(summaries(layers)) if len(row.output_shape) == 3]


def noun(layers: Sequence[Layer], position: int) -> str:
    """What the layer has: "map" or "unit"."""
    return "map" if position in with_maps(layers) else "unit"


def hidden(layers: Sequence[Layer]) -> list[int]:
    """Positions of the layers with maps or units of their own: not those of Flatten and Dropout,
    which are the layer's before, and not the output's, which are the answer."""
    shared = (Flatten, Dropout, Output)
    return [at for at, layer in enumerate(layers) if not isinstance(layer, shared)]

"""What a map's nodes see of the image, and which layers have maps or units of their own.

Positions are those of the spec's list of layers, from 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core import shapes
from cnn_core.arithmetic import Field
from cnn_core.layer_outputs import map_shapes
from cnn_core.layers import (
    Conv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Layer,
    Pooling,
)
from cnn_core.spec import INPUT_SHAPE

Box = tuple[int, int, int, int]
"""Top, left, bottom, right in pixels of the image; the last two are just outside."""
SIDES = (INPUT_SHAPE[0], INPUT_SHAPE[1])
MOST_MAPS = 1024
"""Of a layer with more maps or units the first so many are looked at."""


@dataclass(frozen=True)
class Sight:
    """What the nodes of a layer see, in input pixels (vertical, horizontal)."""

    size: tuple[int, int] = SIDES
    """Height and width that one node sees."""
    step: tuple[int, int] = (1, 1)
    """How far the next node's view is away."""
    first: tuple[int, int] = (0, 0)
    """Top left pixel that the first node sees; below 0 in the padding."""

    def view(self, row: int, column: int) -> Box:
        """What the node at this place sees of the image.

        A node that sees a map's padding is taken to see the pixels behind that, if there are any.
        """
        top, left = self.first[0] + row * self.step[0], self.first[1] + column * self.step[1]
        bottom, right = top + self.size[0], left + self.size[1]
        return max(top, 0), max(left, 0), min(bottom, SIDES[0]), min(right, SIDES[1])

    def inside(self, row: int, column: int) -> bool:
        """Whether nothing that the node at this place sees lies in the padding."""
        top, left, bottom, right = self.view(row, column)
        return (bottom - top, right - left) == self.size

    def seen(self, rows: int, columns: int) -> NDArray[np.bool_]:
        """(28, 28): the pixels that any node of a map of so many rows and columns sees."""
        seen = np.zeros(SIDES, np.bool_)
        for row in range(rows):
            for column in range(columns):
                top, left, bottom, right = self.view(row, column)
                seen[top:bottom, left:right] = True
        return seen


def with_outputs(layers: Sequence[Layer]) -> tuple[int, ...]:
    """Positions of the layers that have maps or units of their own: Flatten and Dropout pass on."""
    return tuple(i for i, layer in enumerate(layers) if not isinstance(layer, Flatten | Dropout))


def origin(layers: Sequence[Layer], position: int) -> int:
    """The layer whose maps a global average takes the mean of; of another layer, itself."""
    while position > 0 and isinstance(layers[position], GlobalAveragePooling2D | Dropout):
        position -= 1
    return position


def maps_looked_at(layers: Sequence[Layer], position: int) -> int:
    """How many maps or units of the layer: all, up to MOST_MAPS."""
    return min(map_shapes(layers)[position][-1], MOST_MAPS)


def sight(layers: Sequence[Layer], position: int) -> Sight:
    """What the nodes of the layer at `position` see; units see the whole image.

    The padding "same" puts the smaller half of what it adds before the first row and column.
    """
    shape: shapes.Shape = INPUT_SHAPE
    field, first = Field(), (0, 0)
    for layer in layers[: position + 1]:
        done = shapes.effect(layer, shape)
        if len(done.output_shape) != 3:
            return Sight()
        before = padding_before(layer, done, shape)
        first = first[0] - before[0] * field.step[0], first[1] - before[1] * field.step[1]
        field, shape = field.behind(done.window, done.strides), done.output_shape
    return Sight(field.size, field.step, first)


def padding_before(layer: Layer, done: shapes.Effect, shape: shapes.Shape) -> tuple[int, int]:
    """Rows and columns that the padding "same" puts before the first ones."""
    if not (isinstance(layer, Conv2D | Pooling) and layer.padding == "same"):
        return 0, 0
    height, width = (
        max((done.output_shape[axis] - 1) * done.strides[axis] + done.window[axis] - shape[axis], 0)
        for axis in (0, 1)
    )
    return height // 2, width // 2

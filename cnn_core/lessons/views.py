"""Which nodes each node of a network sees, layer by layer, back to the pixels of the image.

Rows and columns are told apart: a node sees every crossing of the rows and the columns that it
sees. `web/lessons/growing_view.js` follows them from layer to layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cnn_core.inside.sight import SIDES, Sight, padding_before, sight
from cnn_core.layer_texts import numbered_title, settings_text
from cnn_core.layers import Conv2D, Layer, Pair, Pooling
from cnn_core.shapes import Effect, MisfitError, Shape, effect
from cnn_core.spec import INPUT_SHAPE

Sees = tuple[int, ...]
"""For each row (or column) of nodes those of the layer before that it sees, as bits: bit 0 is the
first one. Maps have at most 28."""


@dataclass(frozen=True)
class LayerView:
    """A layer that looks through windows, or the first one of units, which see all that is left."""

    title: str
    """`3 Convolution`."""
    settings: str
    rows: Sees
    columns: Sees
    sight: Sight
    """What one node sees of the image where no edge is near; from `first`, beyond the edge too."""
    is_unit: bool

    @property
    def sides(self) -> Pair:
        """Nodes from above to below, and from left to right."""
        return len(self.rows), len(self.columns)

    @property
    def told(self) -> dict[str, object]:
        """As JSON can say it, for the picture."""
        return {
            "title": self.title,
            "settings": self.settings,
            "rows": self.rows,
            "columns": self.columns,
            "size": self.sight.size,
            "step": self.sight.step,
            "first": self.sight.first,
            "is_unit": self.is_unit,
        }


@dataclass(frozen=True)
class Views:
    """A network's layers that see through windows, up to the first that does not fit."""

    layers: tuple[LayerView, ...]
    fault: str
    """Why the layers end there, one sentence; "": they do not."""


def views(layers: Sequence[Layer]) -> Views:
    """Of the layers up to the first one of units. Layers that pass each node on are left out."""
    found: list[LayerView] = []
    shape: Shape = INPUT_SHAPE
    for position, layer in enumerate(layers):
        try:
            done = effect(layer, shape)
        except MisfitError as error:
            title = numbered_title(position, layer)
            return Views(tuple(found), f"Layer {title}: {error.message}.")
        if len(done.output_shape) == 1:
            return Views((*found, _units(position, layer, shape)), "")
        if isinstance(layer, Conv2D | Pooling):
            found.append(_windows(layers, position, done, shape))
        shape = done.output_shape
    return Views(tuple(found), "")


def _windows(layers: Sequence[Layer], position: int, done: Effect, shape: Shape) -> LayerView:
    layer = layers[position]
    rows, columns = (
        tuple(_bits(node * stride - before, window, side) for node in range(nodes))
        for nodes, stride, before, window, side in zip(
            done.output_shape,
            done.strides,
            padding_before(layer, done, shape),
            done.window,
            shape,
            strict=False,
        )
    )
    seen = sight(layers, position)
    title = numbered_title(position, layer)
    return LayerView(title, settings_text(layer), rows, columns, seen, is_unit=False)


def _units(position: int, layer: Layer, shape: Shape) -> LayerView:
    """The first layer without maps: one node stands for all, as all see the same."""
    rows, columns = ((_bits(0, side, side),) for side in shape[:2])
    title = numbered_title(position, layer)
    return LayerView(title, settings_text(layer), rows, columns, Sight(SIDES), is_unit=True)


def _bits(first: int, window: int, side: int) -> int:
    """A bit for each of the places from `first` on that lie on the map."""
    start, end = max(first, 0), min(first + window, side)
    return sum(1 << place for place in range(start, end))

"""Which layers have maps or units to switch off, and what becomes of those that are off."""

from __future__ import annotations

from collections.abc import Sequence

from cnn_core.layer_outputs import hidden, map_shapes, noun
from cnn_core.layer_texts import LAYER_TITLES
from cnn_core.layers import (
    ActivationLayer,
    BatchNormalization,
    Conv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Layer,
    Pooling,
)

_FOR_ITSELF = (
    Pooling,
    BatchNormalization,
    ActivationLayer,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
)
"""Layers that treat each map for itself: a map that is constant before them is so behind them."""


def first_choice(layers: Sequence[Layer]) -> int | None:
    """The last convolution, else the first layer that can be chosen; None where there is none."""
    choices = hidden(layers)
    convolutions = [at for at in choices if isinstance(layers[at], Conv2D)]
    return convolutions[-1] if convolutions else next(iter(choices), None)


def last_for_itself(layers: Sequence[Layer], position: int) -> int:
    """Position of the last layer from there on that treats each map for itself; the layer behind
    it makes weighted sums. Without such a layer the position itself."""
    end = position
    while isinstance(layers[end + 1], _FOR_ITSELF):
        end += 1
    return end


def checked_maps(layers: Sequence[Layer], position: int, off: Sequence[int] = ()) -> int:
    """How many maps or units the layer has. Raises ValueError for a layer that cannot be chosen,
    or if `off` has one that it does not have."""
    if position not in hidden(layers):
        choices = [at + 1 for at in hidden(layers)]
        raise ValueError(f"layer: expected one of {choices}. Received: {position + 1}")
    maps = map_shapes(layers)[position][-1]
    if any(not 0 <= each < maps for each in off):
        raise ValueError(f"off: expected maps from 0 to {maps - 1}. Received: {sorted(off)}")
    return maps


def becomes_text(layers: Sequence[Layer], position: int) -> str:
    """What it means that a map of the layer is off, in one or two sentences."""
    kind = noun(layers, position)
    where = "at every place of" if kind == "map" else "in"
    text = f"A {kind} that is off is set to 0 {where} this layer's output."
    behind = layers[position + 1 : last_for_itself(layers, position) + 1]
    changing = [layer for layer in behind if _moves_zero(layer)]
    if not changing:
        return f"{text} The layers behind it compute as ever."
    title = LAYER_TITLES[changing[0].kind].lower()
    return (
        f"{text} The {title} behind it makes a constant of this, in general another than 0: "
        f"what follows gets a {kind} that says the same for every image."
    )


def _moves_zero(layer: Layer) -> bool:
    if isinstance(layer, ActivationLayer):
        return layer.activation == "sigmoid"
    return isinstance(layer, BatchNormalization)

"""The widgets of a layer's settings: which there are for each kind, and their way into a layer.

A widget's key holds the layer's own number, so that what was typed moves with the layer. `read`
comes first in a script run: widgets tell their new values before they are drawn again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import streamlit as st

from cnn_core.layer_texts import window_text
from cnn_core.layers import Activation, Conv2D, Layer, Padding, Pooling

LARGEST = 10**9


@dataclass(frozen=True)
class Whole:
    """A whole number in a range; of a pair (height, width) the one named by `axis`."""

    field: str
    label: str
    axis: int | None = None
    help: str | None = None
    may_be_empty: bool = False
    least: int = 1
    largest: int = LARGEST


@dataclass(frozen=True)
class Share:
    """A number from 0 up."""

    field: str
    label: str
    largest: float
    step: float
    help: str


@dataclass(frozen=True)
class Choice:
    field: str
    label: str
    options: tuple[str, ...]
    help: str | None = None


Widget = Whole | Share | Choice

_ACTIVATION = Choice("activation", "Activation", get_args(Activation))
_PADDING = Choice(
    "padding", "Padding", get_args(Padding), "valid: none. same: zeros around, to keep the size."
)
_L2 = Share("l2", "L2", 1e6, 0.0001, "Factor of the squared weights that is added to the loss.")
_KERNEL = (Whole("kernel_size", "Kernel height", 0), Whole("kernel_size", "Kernel width", 1))
_STRIDES = (Whole("strides", "Stride down", 0), Whole("strides", "Stride right", 1))
_SIDE_BY_SIDE = "Empty: as the tile, so that tiles lie side by side."
_POOLING = (
    Whole("pool_size", "Tile height", 0),
    Whole("pool_size", "Tile width", 1),
    Whole("strides", "Stride down", 0, _SIDE_BY_SIDE, may_be_empty=True),
    Whole("strides", "Stride right", 1, _SIDE_BY_SIDE, may_be_empty=True),
    _PADDING,
)
_CLUSTERS = (
    "Centres that k-means finds in the training images. Distances are all large and much alike: "
    "batch normalisation behind them brings them to a scale that trains well."
)
_MOMENTUM = "Share of the old mean and variance that is kept at each step."

WIDGETS: dict[str, tuple[Widget, ...]] = {
    "conv2d": (Whole("filters", "Filters"), *_KERNEL, _ACTIVATION, *_STRIDES, _PADDING, _L2),
    "max_pooling2d": _POOLING,
    "average_pooling2d": _POOLING,
    "batch_normalization": (Share("momentum", "Momentum", 0.9999, 0.01, _MOMENTUM), _L2),
    "activation": (_ACTIVATION,),
    "dropout": (Share("rate", "Rate", 0.99, 0.05, "Share of inputs set to 0 while training."),),
    "cluster_distances": (Whole("clusters", "Clusters", help=_CLUSTERS, least=2, largest=1000),),
    "flatten": (),
    "global_average_pooling2d": (),
    "dense": (Whole("units", "Units"), _ACTIVATION, _L2),
    "output": (Choice("activation", "Activation", ("softmax", "sigmoid")), _L2),
}
"""By the layer's `kind`, in the order on its card."""

RARE = ("strides", "padding", "l2")
"""Fields behind a button that tells their values: few networks change them, and every widget in
sight costs the browser a hundredth of a second."""


def show(number: int, layer: Layer) -> None:
    """Draw the layer's widgets, side by side as far as there is room (layer_cards.css)."""
    if not WIDGETS[layer.kind]:
        return
    with st.container(gap="xsmall", key=f"fields-{number}"):
        _show_fields(number, layer, rare=False)
        if any(widget.field in RARE for widget in WIDGETS[layer.kind]):
            with st.popover(_rare_text(layer), type="tertiary", key=f"rare-{number}"):
                _show_fields(number, layer, rare=True)


def _show_fields(number: int, layer: Layer, rare: bool) -> None:
    for widget in WIDGETS[layer.kind]:
        if (widget.field in RARE) is rare:
            _draw(widget, _key(number, widget), _value(layer, widget))


def read(number: int, layer: Layer) -> Layer:
    """The layer with what its widgets say now."""
    values = layer.model_dump()
    for widget in WIDGETS[layer.kind]:
        key = _key(number, widget)
        if key in st.session_state:
            _put(values, widget, st.session_state[key])
    if isinstance(layer, Pooling):
        values["strides"] = _filled(values["strides"], values["pool_size"])
    return type(layer).model_validate(values)


def _rare_text(layer: Layer) -> str:
    """The values behind the button in one line: `stride 1, valid, no L2`."""
    window = [window_text(layer)] if isinstance(layer, Conv2D | Pooling) else []
    l2 = [f"L2 {layer.l2:g}" if layer.l2 else "no L2"] if hasattr(layer, "l2") else []
    return ", ".join(window + l2)


def _draw(widget: Widget, key: str, value: int | float | str | None) -> None:
    match widget:
        case Whole(label=label, help=text, least=least, largest=most):
            assert not isinstance(value, str | float)
            if widget.may_be_empty:  # an emptied widget takes this call's value: it must be None
                st.session_state.setdefault(key, value)
                value = None
            st.number_input(label, least, most, value, 1, key=key, help=text, placeholder="tile")
        case Share(label=label, help=text):
            assert isinstance(value, float)
            largest = max(widget.largest, value)
            st.number_input(label, 0.0, largest, value, widget.step, "%g", key, text)
        case Choice(label=label, help=text, options=options):
            st.selectbox(label, options, options.index(str(value)), key=key, help=text)


def _value(layer: Layer, widget: Widget) -> int | float | str | None:
    value: int | float | str | tuple[int, int] | None = getattr(layer, widget.field)
    if isinstance(value, tuple):
        assert isinstance(widget, Whole)
        assert widget.axis is not None
        return value[widget.axis]
    return value


def _put(values: dict[str, object], widget: Widget, value: object) -> None:
    if isinstance(widget, Whole) and widget.axis is not None:
        pair = values[widget.field]
        both = list(pair) if isinstance(pair, tuple | list) else [None, None]
        both[widget.axis] = value
        values[widget.field] = both
    else:
        values[widget.field] = value


def _filled(strides: list[int | None] | None, tile: list[int]) -> list[int] | None:
    """Strides with the tile's size where one of the two is empty; None where both are."""
    if strides is None or strides[0] is strides[1] is None:
        return None
    return [size if stride is None else stride for stride, size in zip(strides, tile, strict=True)]


def _key(number: int, widget: Widget) -> str:
    axis = widget.axis if isinstance(widget, Whole) else None
    return f"layer-{number}-{widget.field}" + ("" if axis is None else f"-{axis}")

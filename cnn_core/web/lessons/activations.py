"""The lesson Activation functions: their curves, their slopes, and what they make of a map."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from cnn_core.layers import Activation, Architecture, Conv2D, Dense, Layer
from cnn_core.presets import ARTICLE
from cnn_core.spec import RunSpec
from cnn_core.web.lessons.lesson import build_link, lesson, setting
from cnn_core.web.lessons.network import choose_network

NAMES: tuple[Activation, ...] = get_args(Activation)
TEXT = """\
A layer first adds up: inputs times weights, plus a bias. The activation then bends that sum, each
value by itself. Without a bend (*linear*) any number of layers would be worth no more than one.

Training sends the error back through the slope of the activation. Where the slope is almost 0
nothing comes through, and the weights before it stay as they are: *sigmoid* and *tanh* are flat far
from 0, *relu* is flat for every sum below 0. *Softmax*, for the output,
looks at all ten sums at once: see Dense and softmax.
"""


def show_activations() -> None:
    st.markdown(TEXT)
    network = choose_network()
    if network is None:
        return
    about = {"names": NAMES, "source": network.told}
    lesson("activations", about, [network.payload, network.images])
    st.caption("The article's network with this activation in each layer before the output:")
    build_link(with_activation(ARTICLE, chosen_activation()))


def chosen_activation() -> Activation:
    """The one that the picture shows."""
    sent = setting("activations")
    return next((name for name in NAMES if name == sent), NAMES[0])


def with_activation(spec: RunSpec, activation: Activation) -> RunSpec:
    """The network with this activation in all of its layers but the output."""

    def changed(layer: Layer) -> Layer:
        if not isinstance(layer, Conv2D | Dense):
            return layer
        return layer.model_copy(update={"activation": activation})

    layers = tuple(map(changed, spec.architecture.layers))
    return spec.model_copy(update={"architecture": Architecture(layers=layers)})

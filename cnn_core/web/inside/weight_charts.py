"""How the weights and biases of a layer are distributed, at the moment that the page shows."""

from __future__ import annotations

import streamlit as st

from cnn_core.figures.weights import Group, histogram_figure
from cnn_core.layer_texts import numbered_title
from cnn_core.layers import BatchNormalization
from cnn_core.moments import payload_at
from cnn_core.payload import Network, PayloadError, unpack
from cnn_core.records import LATEST, Run
from cnn_core.web import theme
from cnn_core.web.inside.chosen_moment import chosen_moment
from cnn_core.web.session import store
from cnn_core.web.train.live_chart import chart_json, live_chart

_TENSORS = ("Weights", "Biases")
_TENSORS_OF_NORMALIZATION = ("Gamma", "Beta", "Moving mean", "Moving variance")


def show_weights(run: Run) -> None:
    """The list of layers that have weights, and the histogram of the chosen one."""
    moment = chosen_moment(run)
    try:
        network = unpack(payload_at(store(), run.id, moment))
    except PayloadError:
        return  # the board tells what is wrong
    st.subheader("Weights and biases", anchor=False)
    position = st.selectbox(
        "Layer",
        options=[at for at, tensors in enumerate(network.tensors) if tensors],
        format_func=lambda at: numbered_title(at, network.header.layers[at]),
        key="inside-weights-layer",
        width=320,
    )
    dark = theme.is_dark()
    live_chart(
        chart_json(histogram_figure(_groups(network, position), dark), dark),
        key="inside-weights",
        label="Histogram of the layer's weights and biases",
    )
    st.caption(_told(moment))


def _groups(network: Network, position: int) -> list[Group]:
    is_normalization = isinstance(network.header.layers[position], BatchNormalization)
    names = _TENSORS_OF_NORMALIZATION if is_normalization else _TENSORS
    return list(zip(names, network.tensors[position], strict=True))


def _told(moment: int) -> str:
    when = "of now" if moment == LATEST else f"after step {moment:,}"
    return f"The weights {when}, each kind in shares of its own number: bars can be compared."

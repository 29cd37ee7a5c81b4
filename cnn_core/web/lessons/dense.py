"""The lesson Dense and softmax: flatten, a weighted sum, probabilities, cross-entropy."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from cnn_core.layers import Architecture, Output
from cnn_core.payload import digest
from cnn_core.presets import ARTICLE
from cnn_core.spec import RunSpec
from cnn_core.web.lessons.lesson import build_link, lesson, setting
from cnn_core.web.lessons.network import choose_network

OutputActivation = Literal["softmax", "sigmoid"]
TEXT = """\
**Flatten** lays the last maps out as one row of numbers; nothing is computed. A **dense** unit has
a weight for each of them: it multiplies, adds up, adds its bias, and bends the sum by its
activation. The output has one such unit per class, and its ten sums are the **logits**.

**Softmax** turns logits into probabilities that add up to 1, and the **cross-entropy** is −ln of
the one that the right class got. An output of **sigmoid** asks ten questions instead, is it a 0,
is it a 1 …, and the loss is their mean **binary cross-entropy**. The loss of a batch is the mean
over its images; weight decay (L2), where a network has it, comes on top.
"""


def show_dense() -> None:
    st.markdown(TEXT)
    network = choose_network()
    if network is None:
        return
    about = {"key": digest(network.payload), "source": network.told}
    lesson("dense", about, [network.payload, network.images])
    st.caption("The article's network with this output, and the loss that goes with it:")
    build_link(with_output(ARTICLE, chosen_output(network.spec)))


def chosen_output(spec: RunSpec) -> OutputActivation:
    """The one that the picture shows: at first, the network's own."""
    match setting("dense"):
        case "softmax":
            return "softmax"
        case "sigmoid":
            return "sigmoid"
    last = spec.architecture.layers[-1]
    return last.activation if isinstance(last, Output) else "softmax"


def with_output(spec: RunSpec, activation: OutputActivation) -> RunSpec:
    """The network with this activation in its output, and so with the loss that goes with it."""
    *hidden, last = spec.architecture.layers
    output = last.model_copy(update={"activation": activation})
    return spec.model_copy(update={"architecture": Architecture(layers=(*hidden, output))})

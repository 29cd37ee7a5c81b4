"""The lesson Growing view: how far the nodes of each layer see, and what it costs to see far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import streamlit as st

from cnn_core.datasets import Dataset
from cnn_core.layers import Layer, Padding
from cnn_core.lessons.article_views import statements
from cnn_core.lessons.view_networks import EXAMPLES, Example, two_layers
from cnn_core.lessons.views import views
from cnn_core.shapes import LARGEST_WINDOW
from cnn_core.spec import RunSpec, SpecError
from cnn_core.web import draft
from cnn_core.web.lessons.deep_chain import show_deep_chain
from cnn_core.web.lessons.images import lesson_images
from cnn_core.web.lessons.lesson import build_link, lesson
from cnn_core.web.run_choice import choose
from cnn_core.web.runs_with_weights import runs_with_weights
from cnn_core.web.text import literal

TEXT = """\
A node of the first convolution sees the few pixels under its kernel. A node of the next layer sees
several of those nodes, and so a larger part of the image: its *receptive field* has grown. Choose
a node in any layer, or drag over the nodes or over the image: what it sees is outlined in every
layer before it.
"""
OWN, DRAFT, RUN = "Two layers of your own", "The draft on Build", "A run"
NO_WINDOWS = "This network has no layer that looks through windows: every unit sees all pixels."


@dataclass(frozen=True)
class Chosen:
    layers: tuple[Layer, ...]
    told: str
    spec: RunSpec | None
    """As Build takes it; None where it cannot be opened there."""
    dataset: Dataset = "mnist"
    preset: str = "article"
    """What the link to Build tells the network as a change of."""


def show_growing_view() -> None:
    st.markdown(TEXT)
    chosen = _choose()
    if chosen is not None:
        _show_picture(chosen)
    _show_statements()
    show_deep_chain()


def _show_picture(chosen: Chosen) -> None:
    found = views(chosen.layers)
    if chosen.told:
        st.caption(literal(chosen.told))
    if found.fault:
        st.warning(literal(found.fault), icon=":material/block:")
    if found.layers:
        images, kept = lesson_images(chosen.dataset)
        layers = [layer.told for layer in found.layers]
        lesson("growing_view", {"layers": layers, "images": images}, [kept])
    elif not found.fault:
        st.info(NO_WINDOWS)
    if chosen.spec and not found.fault:
        build_link(chosen.spec, chosen.preset)


def _choose() -> Chosen | None:
    """The network whose nodes are looked at; None, and a sentence, where there is no run."""
    name = st.selectbox(
        "Network",
        (*EXAMPLES, OWN, DRAFT, RUN),
        key="growing-view-network",
        width=320,
        persist_state="session",
    )
    others = {OWN: _own, DRAFT: _draft, RUN: _of_run}
    return others[name]() if name in others else _example(EXAMPLES[name])


def _example(example: Example) -> Chosen:
    return Chosen(example.layers, example.told, example.spec)


def _of_run() -> Chosen | None:
    runs = runs_with_weights()
    if not runs:
        return None
    run = choose(runs, "learn")
    return Chosen(run.spec.architecture.layers, "", run.spec, run.spec.data.dataset)


def _draft() -> Chosen:
    layers, dataset = draft.architecture().layers, draft.data().dataset
    try:
        return Chosen(layers, "", draft.spec(), dataset, draft.preset())
    except SpecError:
        return Chosen(layers, "", None, dataset)


def _own() -> Chosen:
    """Kernel and stride of two convolutions; whether they fit is seen where they are shown."""
    with st.container(horizontal=True):
        kernels = _number("First kernel", 3), _number("Second kernel", 3)
        strides = _number("First stride", 1), _number("Second stride", 1)
        padding: Padding = st.selectbox(
            "Padding",
            get_args(Padding),
            key="growing-view-padding",
            width=110,
            persist_state="session",
        )
    layers = two_layers(kernels, strides, padding)
    told = "Kernels are square. Try one larger than the image, or a stride larger than its kernel."
    return Chosen(layers, told, Example(layers, "").spec)


def _number(label: str, first: int) -> int:
    key = f"growing-view-{label}"
    return st.number_input(
        label, 1, LARGEST_WINDOW, first, key=key, width=130, persist_state="session"
    )


def _show_statements() -> None:
    st.subheader("The article's figures", anchor=False)
    st.markdown("\n".join(f"- {each.told}" for each in statements()))

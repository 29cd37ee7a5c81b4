"""Build: put the network together, layer by layer."""

import streamlit as st

from cnn_core.arithmetic import Summary, describe
from cnn_core.datasets import Dataset, DatasetUnavailable, sample
from cnn_core.figures.architecture_table import architecture_table
from cnn_core.figures.network import Picture, legend, network_html
from cnn_core.figures.theme import count, short_count
from cnn_core.keras_code import keras_code
from cnn_core.layer_texts import bytes_text
from cnn_core.spec import RunSpec, SpecError
from cnn_core.web import draft
from cnn_core.web.build.layer_cards import fault_text, read_cards, show_cards
from cnn_core.web.build.start_from import (
    open_link,
    show_faults,
    show_link,
    show_presets,
    show_upload,
)
from cnn_core.web.guard import guard
from cnn_core.web.theme import colours


def header(obstacles: list[str]) -> None:
    """What the page is for, and the way on; or what is in the way."""
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap=None):
            st.title("Build", anchor=False)
            st.markdown(":gray[Put a network together and see what it costs before training it.]")
        for obstacle in obstacles:
            st.markdown(f":red[{obstacle}]", width=440)
        if st.button("Train this network", type="primary", disabled=bool(obstacles)):
            st.switch_page("pages/train.py")


def totals(summary: Summary) -> None:
    with st.container(horizontal=True, gap="large"):
        st.metric("Weights", count(summary.weights), width="content")
        st.metric("Multiply-adds per image", short_count(summary.multiply_adds), width="content")
        st.metric("Memory to train, about", bytes_text(summary.training_bytes), width="content")


def show_code(spec: RunSpec | None) -> None:
    if spec:
        st.code(keras_code(spec), language="python")
    else:
        st.markdown("The code appears when the network can be trained.")


def save_and_share(spec: RunSpec) -> None:
    st.markdown("The address of this page is a link to this very network.")
    st.download_button("Download the spec (JSON)", spec.to_json(), "spec.json", "application/json")
    show_upload()


def example(dataset: Dataset) -> Picture | None:
    """An image to show as the network's input: pixels (28, 28), 0 to 255."""
    try:
        return sample(dataset, 1).pixels[0]
    except DatasetUnavailable:
        return None


guard()
open_link()
read_cards()

batch_size = draft.training().batch_size
summary = describe(draft.architecture(), batch_size)
obstacles = [] if summary.fault is None else [fault_text(summary.fault)]
spec = None
try:
    spec = draft.spec()
    show_link(spec)
except SpecError as error:
    obstacles += error.faults

header(obstacles)
show_faults()
show_presets()
st.html(
    network_html(draft.architecture(), summary.layers, colours(), example(draft.data().dataset))
)
st.caption(legend(summary.layers))

cards, overview = st.columns(2, gap="medium")
with cards:
    st.subheader("Layers", anchor=False)
    show_cards(summary)
with overview, st.container(key="overview"):
    st.subheader("Architecture", anchor=False)
    totals(summary)
    table, code, file = st.tabs(
        ["Table", "Keras code", "Save and share"], key="overview-tab", on_change="rerun"
    )
    table.html(architecture_table(summary, colours()))
    table.caption(f"Memory: outputs of a mini-batch of {count(batch_size)} images, 32-bit floats.")
    if code.open:
        with code:
            show_code(spec if summary.fault is None else None)
    if file.open and spec:
        with file:
            save_and_share(spec)

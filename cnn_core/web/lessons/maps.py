"""The lesson From maps to maps: a kernel for every pair of maps, and how they make one value."""

from __future__ import annotations

import streamlit as st

from cnn_core.arithmetic import describe
from cnn_core.layer_texts import numbered_title
from cnn_core.layers import Architecture, Conv2D, Layer, Pair
from cnn_core.lessons.colour_image import CHANNELS, FILTERS, colour_case
from cnn_core.lessons.maps import (
    FIRST_FILTERS,
    FIRST_KERNEL,
    FIRST_MAPS,
    LARGEST_KERNEL,
    MOST_MAPS,
    Case,
    NoPlaceError,
    counted,
    network_of,
    remarks,
    small_case,
)
from cnn_core.payload import PayloadError, read_header
from cnn_core.web.lessons.lesson import build_link, lesson
from cnn_core.web.lessons.network import LessonNetwork, choose_network
from cnn_core.web.text import literal

TEXT = """\
The maps that a layer is given lie behind each other, like the colours of an image: a tensor of
height × width × *depth*. An output map looks at all of them. It has a kernel of its own for each
input map; the products of all these kernels are added up at the same place, then one bias, and the
activation makes the value. So there is one kernel for each *pair* of an input and an output map.
"""
COLOUR_TEXT = """\
A colour image has a depth of 3: red, green and blue. A filter of height n and width m then has
n×m×3 weights, a kernel for each channel, and still makes one map. The images on Build are grey:
their depth is 1.
"""
OWN, COLOUR, TRAINED = "Sizes of your own", "A colour image", "A trained network"


def show_maps() -> None:
    st.markdown(TEXT)
    sources = (OWN, COLOUR, TRAINED)
    source = st.segmented_control(
        "Numbers",
        sources,
        default=OWN,
        required=True,
        key="maps-source",
        persist_state="session",
    )
    if source == TRAINED:
        _show_network()
    elif source == COLOUR:
        _show_colours()
    else:
        _show_own()


def _show_own() -> None:
    with st.container(horizontal=True):
        inputs = _size("Input maps", FIRST_MAPS, MOST_MAPS)
        outputs = _size("Output maps", FIRST_FILTERS, MOST_MAPS)
        kernel = _kernel("maps-own")
    _tell_count(inputs, outputs, kernel)
    try:
        _show_case(small_case(inputs, outputs, kernel), {})
    except NoPlaceError as error:
        st.warning(str(error), icon=":material/block:")
    build_link(network_of(inputs, outputs, kernel))


def _show_colours() -> None:
    st.markdown(COLOUR_TEXT)
    with st.container(horizontal=True):
        kernel = _kernel("maps-colour")
    _tell_count(len(CHANNELS), len(FILTERS), kernel)
    names = {"input": CHANNELS, "output": [f"Map for {name.lower()}" for name in FILTERS]}
    try:
        _show_case(colour_case(kernel), {"names": names, "is_coloured": True})
    except NoPlaceError as error:
        st.warning(str(error), icon=":material/block:")
    build_link(network_of(1, len(FILTERS), kernel))


def _show_network() -> None:
    network = choose_network()
    if network is None:
        return
    try:
        layers = read_header(network.payload).layers
    except PayloadError as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    position = _choose_layer(network, layers)
    if position is None:
        st.info("This network has no convolution: choose another run.")
        return
    layer, shape = layers[position], _given_shape(layers, position)
    if isinstance(layer, Conv2D):
        _tell_count(shape[2], layer.filters, layer.kernel_size)
    st.caption(literal(network.told))
    lesson("maps", {"position": position}, [network.payload, network.images])
    build_link(network.spec)


def _choose_layer(network: LessonNetwork, layers: tuple[Layer, ...]) -> int | None:
    """At first the second convolution, as the first one has a single input map."""
    choices = [at for at, layer in enumerate(layers) if isinstance(layer, Conv2D)]
    if not choices:
        return None
    return st.selectbox(
        "Layer",
        choices,
        index=min(1, len(choices) - 1),
        format_func=lambda at: numbered_title(at, layers[at]),
        key=f"maps-layer-{network.run.id if network.run else 0}",
        width=240,
        persist_state="session",
    )


def _given_shape(layers: tuple[Layer, ...], position: int) -> tuple[int, ...]:
    return describe(Architecture(layers=layers)).layers[position].output_shape


def _show_case(case: Case, about: dict[str, object]) -> None:
    layer = Conv2D(filters=len(case.biases), kernel_size=case.kernels.shape[:2])
    told = {"shape": case.inputs.shape, "settings": layer.model_dump(mode="json")}
    parts = [array.astype("<f4").tobytes() for array in (case.inputs, case.kernels, case.biases)]
    lesson("maps", told | about, parts)


def _tell_count(inputs: int, outputs: int, kernel: Pair) -> None:
    st.markdown(f"**{counted(inputs, outputs, kernel).told}** {remarks(inputs, outputs, kernel)}")


def _kernel(key: str) -> Pair:
    return (
        _size("Kernel height", FIRST_KERNEL, LARGEST_KERNEL, key),
        _size("Kernel width", FIRST_KERNEL, LARGEST_KERNEL, key),
    )


def _size(label: str, first: int, most: int, key: str = "maps") -> int:
    return st.number_input(
        label, 1, most, first, key=f"{key}-{label}", width=140, persist_state="session"
    )

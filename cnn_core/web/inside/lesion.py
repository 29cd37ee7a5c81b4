"""Maps switched off: in the browser at once, by a worker exactly, and the set that is enough."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cnn_core.datasets import DatasetUnavailable
from cnn_core.inside.lesion import LesionAnswers, SmallestSet
from cnn_core.inside.lesion_layers import becomes_text, checked_maps, first_choice
from cnn_core.layer_outputs import hidden, noun
from cnn_core.layer_texts import numbered_title
from cnn_core.layers import Layer
from cnn_core.npz import NpzError
from cnn_core.payload import PayloadError, digest, read_header
from cnn_core.questions import Lesion, Smallest, Study
from cnn_core.records import LATEST, Run
from cnn_core.web.inside.judging_file import serve_judging_images
from cnn_core.web.inside.lesion_board import lesion_board
from cnn_core.web.inside.lesion_results import LesionedLayer, show_exact, show_smallest
from cnn_core.web.session import engine, store
from cnn_core.web.study import studied
from cnn_core.web.text import literal

NOTHING = "This network has no maps or hidden units that could be switched off."
IN_TRAINING = " In training: these are the weights of the moment when the page was last changed."


def show_lesion(run: Run) -> None:
    """The section "Lesion" of the page Inside."""
    payload = store().artifact(run.id, "payload") or b""
    try:
        layers = read_header(payload).layers
        address = serve_judging_images(run)
    except (PayloadError, DatasetUnavailable, OSError) as error:
        st.error(literal(str(error)), icon=":material/error:")
        return
    position = _choose_layer(run, layers)
    if position is None:
        st.info(NOTHING)
        return
    layer = LesionedLayer(run, position, noun(layers, position), checked_maps(layers, position))
    st.caption(f"{becomes_text(layers, position)}{IN_TRAINING if run.active else ''}")
    asked = lesion_board(
        "lesion-board",
        payload=(digest(payload), payload),
        layer=(position, layer.noun),
        images=(address, layer.source),
        smallest=_known_set(layer, digest(payload)),
    )
    if asked and asked.layer == position:
        _ask(run, asked, digest(payload))
    _show_exact(layer)
    _show_smallest(layer)


def _choose_layer(run: Run, layers: tuple[Layer, ...]) -> int | None:
    """The layer whose maps are switched off; None where the network has no such layer."""
    first = first_choice(layers)
    if first is None:
        return None
    choices = hidden(layers)
    return st.selectbox(
        "Layer",
        choices,
        index=choices.index(first),
        format_func=lambda position: numbered_title(position, layers[position]),
        key=f"lesion-layer-{run.id}",
    )


def _known_set(layer: LesionedLayer, network: str) -> tuple[int, ...] | None:
    """The maps that the smallest set does without, where it was computed of these weights."""
    found = store().studies.read(layer.run.id, LATEST, Smallest(layer=layer.position))
    if found is None or found.network != network:
        return None
    try:
        return SmallestSet.from_bytes(found.data, layer.maps).path.dropped
    except NpzError:
        return None  # said where the set is shown


def _ask(run: Run, question: Lesion, network: str) -> None:
    """Have a set tested on all test images, unless it was with these weights; then it is shown."""
    st.session_state[_asked_key(run, question.layer)] = question
    found = store().studies.read(run.id, LATEST, question)
    if found is None or found.network != network:
        engine().study(Study(run=run.id, moment=LATEST, question=question))


def _asked_key(run: Run, position: int) -> str:
    return f"lesion-asked-{run.id}-{position}"


def _show_exact(layer: LesionedLayer) -> None:
    """What the set that was asked for last makes of all test images."""
    question = st.session_state.get(_asked_key(layer.run, layer.position))
    if question is None:
        return
    st.subheader("On all test images", anchor=False)
    read = LesionAnswers.from_bytes
    label = "Exact figure"
    answers = studied(layer.run, question, read, label=label, duration="about ten seconds")
    if answers is not None:
        show_exact(layer, question.off, answers)


def _show_smallest(layer: LesionedLayer) -> None:
    """The smallest set of the layer's maps, or the offer to look for it."""
    st.subheader("The smallest set that is enough", anchor=False)
    st.caption(layer.search_text)
    found = studied(
        layer.run,
        Smallest(layer=layer.position),
        partial(SmallestSet.from_bytes, maps=layer.maps),
        label="Find the smallest set",
        duration="about half a minute",
    )
    if found is not None:
        show_smallest(layer, found)

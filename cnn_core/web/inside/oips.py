"""The section "What maps look for" of the page Inside: patterns that maps answer most."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cnn_core.datasets import CLASS_NAMES
from cnn_core.figures.oip_pictures import best_pictures
from cnn_core.figures.theme import count
from cnn_core.inside import survey_layers
from cnn_core.inside.oip_text import Names, about, alike_sentence, maximise_seconds, overview
from cnn_core.inside.oips import Oips
from cnn_core.inside.sight import maps_looked_at, with_outputs
from cnn_core.layer_outputs import map_shapes
from cnn_core.layer_texts import numbered_title
from cnn_core.layers import Layer
from cnn_core.questions import Maximise
from cnn_core.records import LATEST, Run
from cnn_core.web import theme
from cnn_core.web.inside.chosen_moment import chosen_moment
from cnn_core.web.inside.one_map import Asked, show_one_map
from cnn_core.web.inside.pictures import show_pictures
from cnn_core.web.study import studied

WHAT_FOR = (
    "Gradient ascent on the pixels of random images makes each map of a layer answer as much as "
    "it can: the patterns that come out are what the map looks for. A layer before the first "
    "dense one has maps, a dense one units; the output layer has a pattern for each class."
)
FIRST = 100
"""Patterns shown at first: each costs the page about a kilobyte."""


def show_oips(run: Run) -> None:
    """Choose a layer, have its patterns found, look at one map more closely."""
    layers = run.spec.architecture.layers
    question = Maximise(layer=_choose_layer(run, layers))
    moment = chosen_moment(run)
    if moment != LATEST:
        st.caption(f"The network as it was after step {count(moment)} of its training.")
    duration = about(maximise_seconds(layers, question))
    label = "Find the patterns"
    read = partial(Oips.from_bytes, maps=maps_looked_at(layers, question.layer))
    oips = studied(run, question, read, label=label, duration=duration, moment=moment)
    if oips is None:
        st.caption(WHAT_FOR)
        return
    names = Names(layers, question.layer, CLASS_NAMES[run.spec.data.dataset])
    _show_all(oips, names, map_shapes(layers)[question.layer][-1], f"{run.id}-{question.layer}")
    show_one_map(Asked(run, question, moment), oips, names)


def _choose_layer(run: Run, layers: tuple[Layer, ...]) -> int:
    """At first the one with the last maps, or with the last hidden units."""
    choices, last = with_outputs(layers), survey_layers.source(layers)
    return st.selectbox(
        "Layer",
        choices,
        index=choices.index(last) if last in choices else 0,
        format_func=lambda each: numbered_title(each, layers[each]),
        key=f"oips-layer-{run.id}",
        width=340,
    )


def _show_all(oips: Oips, names: Names, all_maps: int, key: str) -> None:
    """The best pattern of each map, and how sure it is."""
    st.write(overview(oips, names, all_maps))
    most = len(oips.patterns)
    if most > FIRST and not st.toggle(f"Show all {count(most)}", key=f"oips-all-{key}"):
        most = FIRST
    show_pictures(best_pictures(oips, names, most))
    ink = "Light" if theme.is_dark() else "Dark"
    st.caption(
        f"{ink} is ink. Below each pattern: {names.measure_told} that it reaches, in the layer's "
        f"own units. {alike_sentence(oips, names)}"
    )

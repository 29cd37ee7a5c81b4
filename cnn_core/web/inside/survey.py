"""What the validation images show of a network: dead units, mean maps, what the last maps say."""

from __future__ import annotations

from functools import partial

import streamlit as st

from cnn_core.figures.dead_units import Row, dead_units_table
from cnn_core.figures.mean_maps import MOST, mean_maps_html
from cnn_core.figures.theme import count
from cnn_core.inside import survey_layers
from cnn_core.inside.survey import Survey
from cnn_core.layer_outputs import map_shapes
from cnn_core.layer_texts import shape_text
from cnn_core.questions import Survey as Question
from cnn_core.records import Run
from cnn_core.web import theme
from cnn_core.web.inside.last_maps import show_last_maps
from cnn_core.web.inside.surveyed import Surveyed
from cnn_core.web.study import studied

WHAT_FOR = (
    "Finds dead units, averages the maps of every layer over the images of each class, and "
    "switches the last maps off one by one to see what they say for each class."
)


def show_survey(run: Run) -> None:
    """The section "Digits" of the page Inside."""
    read = partial(Survey.from_bytes, layers=run.spec.architecture.layers)
    label = "Survey the network"
    survey = studied(run, Question(), read, label=label, duration="about ten seconds")
    if survey is None:
        st.caption(WHAT_FOR)
        return
    surveyed = Surveyed(run, survey)
    _show_dead(surveyed)
    _show_means(surveyed)
    show_last_maps(surveyed)


def _show_dead(surveyed: Surveyed) -> None:
    """How many units of each layer tell nothing of any image."""
    st.subheader("Dead units", anchor=False)
    survey = surveyed.survey
    rows = [
        Row(surveyed.title(i), surveyed.noun(i), surveyed.units(i), survey.dead[i])
        for i in survey_layers.judged(surveyed.layers)
    ]
    if not rows:
        st.write("This network has no hidden layer whose units could be dead.")
        return
    dead = sum(len(row.dead) for row in rows)
    st.write(
        f"{count(dead) if dead else 'None'} of {count(sum(row.units for row in rows))} maps and "
        f"units tell nothing of any of {surveyed.images(survey.images)}."
    )
    st.caption(
        "Dead with relu: never above 0. With another activation: the same value for every image, "
        "up to 0.000001. A map is dead if all its nodes are. Other images might still wake a unit."
    )
    st.html(dead_units_table(rows, theme.colours()))


def _show_means(surveyed: Surveyed) -> None:
    """The mean maps of a layer, a row for each class."""
    st.subheader("Mean maps of each class", anchor=False)
    means = surveyed.survey.means
    if means:
        _show_means_of(surveyed, _choose_layer(surveyed))
    else:
        st.write("There is no layer whose mean maps could be shown.")
    if left_out := survey_layers.left_out(surveyed.layers):
        titles = ", ".join(map(surveyed.title, left_out))
        st.caption(f"Left out, because the maps are too many and too large to be kept: {titles}.")


def _choose_layer(surveyed: Surveyed) -> int:
    """At first that of the last maps."""
    positions = list(surveyed.survey.means)
    last = survey_layers.source(surveyed.layers)
    return st.selectbox(
        "Layer",
        positions,
        index=positions.index(last) if last in positions else 0,
        format_func=lambda each: f"{surveyed.title(each)} · {_size(surveyed, each)}",
        key=f"survey-layer-{surveyed.run.id}",
        width=340,
    )


def _show_means_of(surveyed: Surveyed, position: int) -> None:
    survey, noun = surveyed.survey, surveyed.noun(position)
    means = survey.means[position]
    st.html(
        mean_maps_html(
            means, surveyed.names, survey.dead[position], theme.colours(), theme.is_dark()
        )
    )
    shown = "" if means.shape[-1] <= MOST else f" The first {MOST} {noun}s are shown."
    squares = "" if noun == "map" else " Units are no maps: each is a single square."
    st.caption(
        f"Means over {surveyed.images(survey.images)}, class by class; a column is a {noun}. Blue "
        f"is above 0, orange below, full colour the {noun}'s largest mean of any class: compare "
        f"colours within a column only.{squares}{shown}"
    )


def _size(surveyed: Surveyed, position: int) -> str:
    """`64 maps of 3×3`, `70 units`."""
    *sides, number = map_shapes(surveyed.layers)[position]
    noun = surveyed.noun(position)
    plural = f"{count(number)} {noun}{'s' if number > 1 else ''}"
    return f"{plural} of {shape_text(tuple(sides))}" if noun == "map" else plural

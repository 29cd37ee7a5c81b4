"""The images on which runs disagree, and those that all of them miss."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.comparison.images import Rows
from cnn_core.datasets import DatasetUnavailable
from cnn_core.evaluated_images import PositionError, evaluated_pixels
from cnn_core.figures.pictures import Picture, pictures_html
from cnn_core.figures.theme import count, percent
from cnn_core.spec import Data
from cnn_core.web import theme
from cnn_core.web.compare.compared import Compared
from cnn_core.web.text import literal

MOST = 24
"""Pictures of one kind shown at once."""


def show_errors(compared: Compared) -> None:
    """Images that one of two runs has right and the other wrong; those that all miss; lone errors.

    Runs are told by their places among those that are compared.
    """
    images, letters = compared.images, compared.letters
    pair = (0, 1) if len(letters) == 2 else _choose_two(compared)
    st.caption(
        "What each run says, and how sure it is of it; the surest errors come first. The number is "
        "that of the test image, from 0."
    )
    for right, wrong in (pair, pair[::-1]):
        title = f"{letters[right]} right, {letters[wrong]} wrong"
        _show(compared, title, images.only_first_right(right, wrong), pair)
    title = "All miss (hard digits or doubtful labels)"
    _show(compared, title, images.missed_by_all(), range(len(letters)))
    if len(letters) > 2:
        _show_lone(compared)


def _choose_two(compared: Compared) -> tuple[int, int]:
    places = range(len(compared.members))
    left, right = st.columns(2)
    first = left.selectbox(
        "One run", places, format_func=compared.names.__getitem__, key="compare-first"
    )
    others = [place for place in places if place != first]
    second = right.selectbox(
        "Another", others, format_func=compared.names.__getitem__, key="compare-second"
    )
    return first, second


def _show_lone(compared: Compared) -> None:
    """Errors that only one of several runs makes."""
    letters = compared.letters
    rows = [compared.images.missed_only_by(place) for place in range(len(letters))]
    place = st.segmented_control(
        "Only one run misses",
        range(len(letters)),
        default=0,
        format_func=lambda place: f"{letters[place]}: {count(len(rows[place]))}",
        required=True,
        key="compare-lone",
    )
    _show(compared, f"Only {letters[place]} misses", rows[place], [place])


def _show(compared: Compared, title: str, rows: Rows, places: Sequence[int]) -> None:
    """The first images, each with what the runs at these places say."""
    st.markdown(f"**{title}: {count(len(rows))}**")
    if not len(rows):
        return
    first = rows[:MOST]
    try:
        pixels = _pixels(compared.runs[0].spec.data, compared.images.positions[first].tobytes())
    except (DatasetUnavailable, PositionError) as error:
        st.warning(literal(str(error)))
        return
    pictures = [
        _picture(compared, row, each, places) for row, each in zip(first, pixels, strict=True)
    ]
    st.html(pictures_html(pictures, theme.colours(), theme.is_dark()))
    if len(rows) > MOST:
        st.caption(f"… and {count(len(rows) - MOST)} more.")


def _picture(
    compared: Compared, row: int, pixels: NDArray[np.uint8], places: Sequence[int]
) -> Picture:
    images, names = compared.images, compared.class_names
    said = (
        f"{compared.letters[place]}: {names[images.answers[place, row]]} "
        f"({percent(float(images.confidence[place, row]), 0)})"
        for place in places
    )
    label, number = names[images.labels[row]], images.positions[row]
    return Picture(pixels, f"Label {label}", (*said, f"no. {number}"))


@st.cache_data(max_entries=60, show_spinner=False)
def _pixels(data: Data, positions: bytes) -> NDArray[np.uint8]:
    return evaluated_pixels(data, np.frombuffer(positions, np.int32))

"""Answers of a network beside the images that it was asked about: confusions and errors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.datasets import DatasetUnavailable
from cnn_core.evaluated_images import PositionError
from cnn_core.figures.confusion import confusion_figure
from cnn_core.figures.theme import count, percent
from cnn_core.scores import Answers
from cnn_core.web import theme
from cnn_core.web.gallery import gallery
from cnn_core.web.text import literal

BESIDE = 12
"""Images shown beside the confusions."""
FIRST = 40
MOST = 200
"""Images shown at once: each costs the page about 700 bytes."""


@dataclass(frozen=True)
class Judged:
    """A network's answers to images of known classes."""

    answers: Answers
    names: Sequence[str]
    """Of the ten classes."""
    pixels: Callable[[NDArray[np.intp]], NDArray[np.uint8]]
    """Gives the images (n, 28, 28) of the rows (n,). May raise DatasetUnavailable or PositionError.
    """
    key: str
    """Tells its widgets and files from those of others: `run-7`."""

    def captions(self, rows: NDArray[np.intp]) -> list[tuple[str, str]]:
        """(`4 → 9`, `98.73 %`) of each row."""
        answers = self.answers
        return [
            (
                f"{self.names[answers.labels[row]]} → {self.names[answers.predicted[row]]}",
                percent(float(answers.confidence[row])),
            )
            for row in rows
        ]


def show_confusion(judged: Judged) -> None:
    """The heatmap, and beside it the digits of the chosen cell."""
    answers = judged.answers
    st.subheader("Confusions", anchor=False)
    left, right = st.columns([3, 2], gap="large")
    with left:
        figure = confusion_figure(answers.confusion(), judged.names, theme.is_dark())
        points = theme.selectable(figure, key=f"confusion-{judged.key}")
    with right:
        st.caption("Press a cell to see its images.")
        if points:
            true, predicted = points[0]["customdata"]
            _show_pair(judged, int(true), int(predicted))
        elif worst := answers.worst_pair():
            _show_pair(judged, *worst)


def _show_pair(judged: Judged, true: int, predicted: int) -> None:
    rows = judged.answers.pair(true, predicted)
    label, answer = judged.names[true], judged.names[predicted]
    told = f"{label} recognised" if true == predicted else f"{label} taken for {answer}"
    st.markdown(f"**{told}: {count(len(rows))}**")
    if len(rows) > BESIDE:
        st.caption("First come those of which the network was most sure.")
    _show_first(judged, rows, BESIDE, key=f"all-of-pair-{judged.key}")


def show_errors(judged: Judged) -> None:
    """The gallery of wrong answers, the most confident first."""
    errors = judged.answers.errors()
    st.subheader(f"Errors: {count(len(errors))}", anchor=False)
    if not len(errors):
        st.caption("Every image was recognised.")
        return
    st.caption("True class → answer, and how sure the network was of it: the surest first.")
    _show_first(judged, errors, FIRST, key=f"all-errors-{judged.key}")


def _show_first(judged: Judged, rows: NDArray[np.intp], first: int, key: str) -> None:
    """The images of the first rows; of all, or of as many as may be, at a toggle."""
    every = "all" if len(rows) <= MOST else f"the first {MOST}"
    wanted = len(rows) > first and st.toggle(f"Show {every}", key=key)
    _show_digits(judged, rows[: MOST if wanted else first])


def _show_digits(judged: Judged, rows: NDArray[np.intp]) -> None:
    """The images of these rows with what they are and what they were taken for."""
    try:
        pixels = judged.pixels(rows)
    except (DatasetUnavailable, PositionError) as error:
        st.warning(literal(str(error)))
        return
    st.html(gallery(pixels, judged.captions(rows), theme.colours(), theme.is_dark()))

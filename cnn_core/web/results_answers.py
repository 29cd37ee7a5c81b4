"""What the network answered to the test images: confusions, classes, errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.datasets import CLASS_NAMES, DatasetUnavailable
from cnn_core.evaluated_images import PositionError, evaluated_pixels
from cnn_core.figures.classes import classes_figure
from cnn_core.figures.confusion import confusion_figure
from cnn_core.figures.plain_table import plain_table
from cnn_core.figures.sheet import sheet
from cnn_core.figures.theme import count, percent
from cnn_core.records import Run
from cnn_core.scores import Evaluation
from cnn_core.spec import Data
from cnn_core.web import theme
from cnn_core.web.gallery import gallery
from cnn_core.web.text import literal

AS = "\nas"
"""In place of an arrow, which the sheet's font lacks; on a line of its own for long names."""
BESIDE = 12
"""Images shown beside the confusions."""
FIRST = 40
MOST = 200
"""Images shown at once: each costs the page about 700 bytes."""


def show_confusion(run: Run, evaluation: Evaluation) -> None:
    """The heatmap, and beside it the digits of the chosen cell."""
    names = CLASS_NAMES[run.spec.data.dataset]
    st.subheader("Confusions", anchor=False)
    left, right = st.columns([3, 2], gap="large")
    with left:
        figure = confusion_figure(evaluation.confusion(), names, theme.is_dark())
        chosen = _chosen_pair(theme.selectable(figure, key=f"confusion-run-{run.id}"))
    with right:
        st.caption("Press a cell to see its images.")
        if pair := chosen or evaluation.worst_pair():
            _show_pair(run, evaluation, pair)


def _show_pair(run: Run, evaluation: Evaluation, pair: tuple[int, int]) -> None:
    true, predicted = (CLASS_NAMES[run.spec.data.dataset][label] for label in pair)
    rows = evaluation.pair(*pair)
    told = f"{true} recognised" if true == predicted else f"{true} taken for {predicted}"
    st.markdown(f"**{told}: {count(len(rows))}**")
    if len(rows) > BESIDE:
        st.caption("First come those of which the network was most sure.")
    _show_first(run, evaluation, rows, BESIDE, key="results_all_of_pair")


def _chosen_pair(points: Sequence[Mapping[str, Sequence[int]]]) -> tuple[int, int] | None:
    if not points:
        return None
    true, predicted = points[0]["customdata"]
    return int(true), int(predicted)


def show_classes(run: Run, evaluation: Evaluation) -> None:
    """Precision, recall and F1 of each class: dots and figures."""
    names = CLASS_NAMES[run.spec.data.dataset]
    scores = evaluation.per_class()
    st.subheader("Each class", anchor=False)
    left, right = st.columns([3, 2], gap="large")
    with left:
        theme.chart(classes_figure(scores, names, theme.is_dark()), key=f"classes-run-{run.id}")
    rows = zip(
        names,
        map(_share, scores.precision),
        map(_share, scores.recall),
        map(_share, scores.f1),
        map(count, scores.support),
        strict=True,
    )
    headings = ("Class", "Precision", "Recall", "F1", "Images")
    right.html(plain_table(headings, rows, theme.colours()))


def _share(value: float) -> str:
    return "–" if np.isnan(value) else percent(value)


def show_errors(run: Run, evaluation: Evaluation) -> None:
    """The gallery of wrong answers, the most confident first."""
    errors = evaluation.errors()
    st.subheader(f"Errors: {count(len(errors))}", anchor=False)
    if not len(errors):
        st.caption("Every test image was recognised.")
        return
    st.caption("True class → answer, and how sure the network was of it: the surest first.")
    _show_first(run, evaluation, errors, FIRST, key="results_all_errors")


def _show_first(
    run: Run, evaluation: Evaluation, rows: NDArray[np.intp], first: int, key: str
) -> None:
    """The images of the first rows; of all, or of as many as may be, at a toggle."""
    every = "all" if len(rows) <= MOST else f"the first {MOST}"
    wanted = len(rows) > first and st.toggle(f"Show {every}", key=key)
    show_digits(run, evaluation, rows[: MOST if wanted else first])


def show_digits(run: Run, evaluation: Evaluation, rows: NDArray[np.intp]) -> None:
    """The images of these rows with what they are and what they were taken for."""
    try:
        pixels = _pixels(run.spec.data, tuple(evaluation.indices[rows].tolist()))
    except (DatasetUnavailable, PositionError) as error:
        st.warning(literal(str(error)))
        return
    captions = digit_captions(run, evaluation, rows)
    st.html(gallery(pixels, captions, theme.colours(), theme.is_dark()))


def errors_sheet(run: Run, evaluation: Evaluation) -> bytes:
    """The gallery as one PNG. Raises DatasetUnavailable or PositionError."""
    rows = evaluation.errors()[:MOST]
    captions = [
        f"{caption.replace('→', AS)}\n{confidence}"
        for caption, confidence in digit_captions(run, evaluation, rows)
    ]
    return sheet(evaluated_pixels(run.spec.data, evaluation.indices[rows]), captions)


def digit_captions(
    run: Run, evaluation: Evaluation, rows: NDArray[np.intp]
) -> list[tuple[str, str]]:
    """(`4 → 9`, `98.73 %`) of each row."""
    names = CLASS_NAMES[run.spec.data.dataset]
    return [
        (
            f"{names[evaluation.labels[row]]} → {names[evaluation.predicted[row]]}",
            percent(float(evaluation.confidence[row])),
        )
        for row in rows
    ]


@st.cache_data(max_entries=30, show_spinner=False)
def _pixels(data: Data, positions: tuple[int, ...]) -> NDArray[np.uint8]:
    return evaluated_pixels(data, np.array(positions, np.int32))

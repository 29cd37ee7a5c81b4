"""What the network answered to the test images, and its figures of each class."""

from __future__ import annotations

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from cnn_core.datasets import CLASS_NAMES
from cnn_core.evaluated_images import evaluated_pixels
from cnn_core.figures.classes import classes_figure
from cnn_core.figures.plain_table import plain_table
from cnn_core.figures.sheet import sheet
from cnn_core.figures.theme import count, percent
from cnn_core.records import Run
from cnn_core.scores import Evaluation
from cnn_core.spec import Data
from cnn_core.web import theme
from cnn_core.web.judged import MOST, Judged

AS = "\nas"
"""In place of an arrow, which the sheet's font lacks; on a line of its own for long names."""


def judged_by_test(run: Run, evaluation: Evaluation) -> Judged:
    """The run's answers to its test images."""

    def pixels(rows: NDArray[np.intp]) -> NDArray[np.uint8]:
        return _pixels(run.spec.data, tuple(evaluation.indices[rows].tolist()))

    return Judged(evaluation, CLASS_NAMES[run.spec.data.dataset], pixels, key=f"run-{run.id}")


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


def errors_sheet(run: Run, evaluation: Evaluation) -> bytes:
    """The gallery as one PNG. Raises DatasetUnavailable or PositionError."""
    rows = evaluation.errors()[:MOST]
    captions = [
        f"{caption.replace('→', AS)}\n{confidence}"
        for caption, confidence in judged_by_test(run, evaluation).captions(rows)
    ]
    return sheet(evaluated_pixels(run.spec.data, evaluation.indices[rows]), captions)


@st.cache_data(max_entries=30, show_spinner=False)
def _pixels(data: Data, positions: tuple[int, ...]) -> NDArray[np.uint8]:
    return evaluated_pixels(data, np.array(positions, np.int32))

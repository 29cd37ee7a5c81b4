"""Curves of several runs laid over each other."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnn_core.comparison.curves import MOST, Axis, RunCurves, read_run_curves
from cnn_core.figures.compared_curves import Kind, View, overlay_figure
from cnn_core.figures.compared_runs import LETTERS
from cnn_core.records import Run
from cnn_core.web import theme
from cnn_core.web.session import store

AXES: dict[Axis, str] = {"epoch": "Epoch", "batch": "Batch", "second": "Second"}
LINES: dict[str, tuple[Kind, ...]] = {
    "Both": ("training", "validation"),
    "Training": ("training",),
    "Validation": ("validation",),
}


def show_overlay(runs: Sequence[Run]) -> None:
    """Loss and accuracy against epochs, batches or seconds."""
    axis, kinds, log = _wishes()
    curves = dict(zip(LETTERS, (_curves(run) for run in runs), strict=False))
    dark = theme.is_dark()
    left, right = st.columns(2, gap="large")
    with left:
        view = View("loss", axis, kinds, log, dark)
        theme.chart(overlay_figure(curves, view), key="compared-loss")
    with right:
        view = View("accuracy", axis, kinds, dark=dark)
        theme.chart(overlay_figure(curves, view), key="compared-accuracy")
    st.caption(_legend(axis))
    if any(run.active for run in runs):
        st.caption("A run that is being trained is drawn as far as it was when this was opened.")


def _wishes() -> tuple[Axis, tuple[Kind, ...], bool]:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        axis: Axis = st.segmented_control(
            "Against",
            list(AXES),
            default="epoch",
            format_func=AXES.__getitem__,
            required=True,
            key="compare-axis",
            persist_state="session",
        )
        lines = st.segmented_control(
            "Lines",
            list(LINES),
            default="Both",
            required=True,
            key="compare-lines",
            persist_state="session",
        )
        log = st.toggle("Logarithmic loss", key="compare-log", persist_state="session")
    return axis, LINES[lines], log


def _legend(axis: Axis) -> str:
    solid = (
        "Solid: training, the mean of each epoch's batches"
        if axis == "epoch"
        else f"Solid: training, means of up to {MOST} equal spans of batches"
    )
    return f"{solid}. Dashed: validation, at each epoch's end. Press a letter to hide its run."


def _curves(run: Run) -> RunCurves:
    return _read(store().url, run.id, run.attempt, run.step, run.epoch)


@st.cache_data(max_entries=100, show_spinner=False)
def _read(url: str, run: int, attempt: int, step: int, epoch: int) -> RunCurves:
    """Kept as long as nothing has been added to the run's points."""
    return read_run_curves(store(), store().run(run))

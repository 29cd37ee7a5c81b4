"""How the training went: its curves, and the time of each epoch."""

from __future__ import annotations

from statistics import median

import streamlit as st

from cnn_core.curves import CurveReader
from cnn_core.figures.curves import View, accuracy_figure, loss_figure
from cnn_core.figures.epochs import epochs_figure
from cnn_core.figures.theme import legend_below, seconds
from cnn_core.plan import steps_per_epoch
from cnn_core.records import Run
from cnn_core.result import Result
from cnn_core.store import Store
from cnn_core.web import theme
from cnn_core.web.text import literal


def show_curves(store: Store, run: Run) -> None:
    """Loss and accuracy over the whole training."""
    _, curves = CurveReader(run.id).read(store)
    st.subheader("Training", anchor=False)
    if not (curves.epochs or curves.recent):
        st.caption("No step has been recorded yet.")
        return
    view = View(steps_per_epoch(run.spec), dark=theme.is_dark())
    left, right = st.columns(2, gap="large")
    loss, accuracy = loss_figure(curves, view), accuracy_figure(curves, view)
    with left:
        theme.chart(legend_below(loss), key=f"loss-run-{run.id}", height=340)
    with right:
        theme.chart(legend_below(accuracy), key=f"accuracy-run-{run.id}", height=340)


def show_epochs(run: Run) -> None:
    """Seconds of each epoch against the calibration's expectation."""
    if run.result is None or not run.result.epoch_seconds:
        return
    st.subheader("Time per epoch", anchor=False)
    left, right = st.columns([3, 2], gap="large")
    with left:
        figure = epochs_figure(
            run.result.epoch_seconds, run.expected_epoch_seconds, theme.is_dark()
        )
        theme.chart(figure, key=f"epochs-run-{run.id}")
    with right:
        _show_machine(run.result, run.expected_epoch_seconds)


def _show_machine(result: Result, expected: float | None) -> None:
    if expected is not None:
        st.metric("Expected per epoch", seconds(expected))
    st.metric("Measured per epoch, median", seconds(median(result.epoch_seconds)))
    st.caption(
        f"On {literal(result.device)}. Threads within operations: {result.intra_op_threads}, "
        f"between them: {result.inter_op_threads}. "
        f"TensorFlow {literal(result.tensorflow)}, Keras {literal(result.keras)}."
    )

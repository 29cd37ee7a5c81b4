"""One run as it is: its state and why, its controls, its curves, its worker's log."""

from __future__ import annotations

from typing import Literal

import streamlit as st

from cnn_core.records import Run, State
from cnn_core.web.session import store
from cnn_core.web.text import literal, literal_name
from cnn_core.web.train.run_controls import run_controls
from cnn_core.web.train.run_live import run_live

COLOURS: dict[State, Literal["gray", "primary", "orange", "green", "red"]] = {
    State.QUEUED: "gray",
    State.RUNNING: "primary",
    State.PAUSED: "orange",
    State.FINISHED: "green",
    State.STOPPED: "gray",
    State.FAILED: "red",
    State.INTERRUPTED: "orange",
}


def run_panel(run: Run) -> None:
    """Show the run; its live part ticks by itself.

    Every part has its place even where it is empty: otherwise a message above the charts would
    move them to another place among the elements, and their zoom would be lost.
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(f"Run {run.id}: {literal_name(run.name)}", anchor=False, width="content")
        st.badge(run.state.capitalize(), color=COLOURS[run.state])
    with st.container():
        if run.message:
            (st.error if run.state is State.FAILED else st.warning)(literal(run.message))
    with st.container():
        run_controls(run)
    with st.container():
        run_live(run)
    _log(run)


def _log(run: Run) -> None:
    with st.expander("Log of the worker process"):
        log = None if run.active else store().artifact(run.id, "log")
        if log:
            st.code(log.decode("utf-8", "replace"), language=None, height=300)
        else:
            st.caption("It is kept when the worker has ended.")

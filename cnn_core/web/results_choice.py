"""Which run the page is about: chosen in a list, kept in the address (`?run=7`)."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnn_core.figures.theme import percent
from cnn_core.records import Run
from cnn_core.web.text import literal

_WIDGET = "results_run"
_LAST = "results_last_run"


def choose(runs: Sequence[Run]) -> Run:
    """The run in the address, else the last one looked at, else the newest with a result."""
    by_id = {run.id: run for run in runs}
    run = _wanted(by_id) or next((run for run in runs if run.result), runs[0])
    st.session_state[_WIDGET] = st.session_state[_LAST] = run.id
    st.query_params["run"] = str(run.id)
    st.selectbox(
        "Run",
        options=list(by_id),
        format_func=lambda number: _label(by_id[number]),
        key=_WIDGET,
        on_change=_keep_in_address,
    )
    return run


def _wanted(by_id: dict[int, Run]) -> Run | None:
    if "run" not in st.query_params:
        return by_id.get(st.session_state.get(_LAST, 0))
    named = st.query_params["run"]
    run = by_id.get(int(named)) if named.isascii() and named.isdigit() and len(named) < 19 else None
    if run is None:
        st.warning(f"There is no run {literal(named[:20])}. Another one is shown.")
    return run


def _keep_in_address() -> None:
    st.query_params["run"] = str(st.session_state[_WIDGET])


def _label(run: Run) -> str:
    reached = percent(run.result.test_accuracy) if run.result else run.state
    return f"{run.id} · {run.name} · {reached}"

"""Sweep: which values of some fields reach the highest validation accuracy?"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from cnn_core.sweeps.records import Sweep
from cnn_core.web.address import asked_for
from cnn_core.web.experiments.sweep_form import sweep_form
from cnn_core.web.experiments.sweep_progress import show_progress
from cnn_core.web.experiments.sweep_results import show_results
from cnn_core.web.session import store

_KEY = "sweep-shown"


def show_sweeps() -> None:
    """A sweep as far as it is, and a form for the next one."""
    sweeps = {sweep.id: sweep for sweep in store().sweeps.all()}
    if sweeps:
        sweep = _choose(sweeps)
        show_progress(sweep)
        show_results(sweep)
    else:
        asked_for("sweep", ())  # nothing is known: it is told
        st.info(
            "There is no sweep yet. A sweep trains one network with many settings and finds those "
            "with the highest validation accuracy. Below, one is filled in: change it, or start it "
            "as it is."
        )
    with st.expander("Start a sweep", expanded=not sweeps):
        sweep_form(store().runs())


def _choose(sweeps: Mapping[int, Sweep]) -> Sweep:
    """The one in the address (`?sweep=3`), else the newest."""
    number = asked_for("sweep", sweeps, "The newest is shown.") or next(iter(sweeps))
    st.session_state[_KEY] = number
    st.selectbox(
        "Sweep",
        list(sweeps),
        format_func=lambda number: f"{number} · {sweeps[number].name} · {sweeps[number].state}",
        key=_KEY,
        on_change=_keep_in_address,
    )
    return sweeps[number]


def _keep_in_address() -> None:
    st.query_params["sweep"] = str(st.session_state[_KEY])

"""The runs whose networks can be used or looked into: those that have weights."""

from __future__ import annotations

import streamlit as st

from cnn_core.records import Run
from cnn_core.web.address import asked_for
from cnn_core.web.session import store


def runs_with_weights() -> list[Run]:
    """Newest first; where there is none, the page says how to come by one."""
    numbers = store().runs_with("payload")
    runs = [run for run in store().runs() if run.id in numbers]
    if not runs:
        asked_for("run", ())  # nothing is known: it is told
        st.info(
            "No run has weights yet. A training has them from its first second; a run that only "
            "has a model file gets them when it is evaluated on the Results page."
        )
        st.page_link("pages/train.py", label="Train a network", icon=":material/show_chart:")
    return runs

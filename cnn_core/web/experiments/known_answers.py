"""Which test images a run has right, read once per server."""

from __future__ import annotations

import streamlit as st

from cnn_core.comparison.mcnemar import Right
from cnn_core.records import Run
from cnn_core.right_answers import right_answers
from cnn_core.web.session import store


def known_answers(run: Run) -> Right | None:
    """As `right_answers`, of a run of this server's store."""
    return _read(store().url, run.id, run.attempt)


@st.cache_data(max_entries=500, show_spinner=False)
def _read(url: str, run: int, attempt: int) -> Right | None:
    """Of another store, or after another attempt, the answers may be others."""
    return right_answers(store(), store().run(run))

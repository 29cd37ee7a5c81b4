"""Experiments: what many trainings say together that one alone cannot."""

import streamlit as st

from cnn_core.web.experiments.prepared import show_prepared
from cnn_core.web.experiments.repeat import show_repeat
from cnn_core.web.experiments.sweep_section import show_sweeps
from cnn_core.web.guard import guard

guard()

OPEN, LAST = "experiments-tab", "experiments-last-tab"


def keep_tab() -> None:
    """In the address, and for when the page is come back to."""
    st.query_params["tab"] = st.session_state[LAST] = st.session_state[OPEN]


st.title("Experiments", anchor=False)
st.caption(
    "One run says little: another seed gives another figure. Train several that differ in what you "
    "ask about, and see what they say together."
)

TABS = {
    "Prepared": show_prepared,
    "Repeat": show_repeat,
    "Sweep": show_sweeps,
}

asked = st.query_params.get("tab", st.session_state.get(LAST))
for tab, show in zip(
    st.tabs(
        list(TABS),
        default=asked if asked in TABS else None,
        key=OPEN,
        on_change=keep_tab,
    ),
    TABS.values(),
    strict=True,
):
    if tab.open:
        with tab:
            show()

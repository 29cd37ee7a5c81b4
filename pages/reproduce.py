"""Reproduce: every figure that the article and others report, beside ours."""

import streamlit as st

from cnn_core.web.guard import guard
from cnn_core.web.reproduce import show_reproduce

guard()

st.title("Reproduce", anchor=False)
st.caption(
    "Every figure that the article and others report, beside what comes out here: computed at "
    "once, or trained by ordinary runs. Each passes or fails by the rule that stands beside it."
)
show_reproduce()

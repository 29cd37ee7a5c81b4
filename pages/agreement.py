"""Agreement: do two trainings of the same network find the same filters?"""

import streamlit as st

from cnn_core.agreement.group import pairs_of
from cnn_core.web import session
from cnn_core.web.agreement.answers import show_answers
from cnn_core.web.agreement.choice import choose_trainings, matchable
from cnn_core.web.agreement.layer import show_layer
from cnn_core.web.agreement.pairs import matched_pairs
from cnn_core.web.experiments.group_form import group_form
from cnn_core.web.guard import guard

guard()

st.title("Agreement", anchor=False)
st.caption(
    "Do two trainings of the same network find the same filters? They are matched one to one, "
    "layer by layer, and compared with what chance would give."
)

runs = session.store().runs()
if not runs:
    st.info("There is no run yet. Train a network first; then train it again with other seeds.")
    st.page_link("pages/train.py", label="Train a network", icon=":material/show_chart:")
    st.stop()

fit = matchable(runs)
if fit:
    chosen = choose_trainings(fit)
    if chosen.left_out:
        st.caption(f"{chosen.left_out} of the group's trainings have no weights to match yet.")
    pairs = pairs_of(tuple(run.id for run in chosen.runs))
    found = matched_pairs(pairs)
    if found:
        show_answers(chosen.runs, found, len(pairs))
        show_layer({run.id: run for run in chosen.runs}, found)
else:
    st.info(
        "No two runs of one network have weights to match yet. Queue some trainings that differ in "
        "their seeds only, and come back when two of them have begun."
    )

with st.expander("Train a network several times", expanded=not fit):
    group_form(runs)

"""Runs: all of them in one table; those that are chosen are compared, named and packed."""

import streamlit as st

from cnn_core.figures.plain_table import plain_table
from cnn_core.figures.theme import percent
from cnn_core.web import session
from cnn_core.web.guard import guard
from cnn_core.web.leaderboard import show_leaderboard
from cnn_core.web.runs_chosen import chosen_runs
from cnn_core.web.theme import colours

guard()

st.title("Runs", anchor=False)
st.caption("All runs in one table. Choose some to compare, name, pack or delete them.")

runs = session.store().runs()
if not runs:
    st.info("There is no run yet. Train a network, or take in a run from a file.")
    st.page_link("pages/train.py", label="Train a network", icon=":material/show_chart:")
    st.stop()

rows = [
    (f"{run.id} · {run.name}", run.state, percent(run.result.test_accuracy) if run.result else "")
    for run in runs[:50]
]
st.html(plain_table(("Run", "State", "Test accuracy"), rows, colours()))
chosen = chosen_runs(runs)

st.subheader("Leaderboard", anchor=False)
show_leaderboard(runs)

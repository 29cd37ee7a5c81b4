"""Runs: all of them in one table; those that are chosen are compared, named and packed."""

import streamlit as st

from cnn_core.web.compare_section import show_comparison
from cnn_core.web.guard import guard
from cnn_core.web.runs_chosen import chosen_rows
from cnn_core.web.runs_list import all_rows, runs_list

guard()

st.title("Runs", anchor=False)
st.caption("All runs in one table. Choose some to compare, name, pack or delete them.")

rows = all_rows()
if not rows:
    st.info("There is no run yet. Train a network, or take in a run from a file.")
    st.page_link("pages/train.py", label="Train a network", icon=":material/show_chart:")
    st.stop()

runs_list()
chosen = [row.run for row in chosen_rows(rows)]
if len(chosen) > 1:
    show_comparison(chosen)

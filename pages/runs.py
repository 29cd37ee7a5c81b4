"""Runs: all of them in one table; those that are chosen are compared, named and packed."""

import streamlit as st

from cnn_core.web.compare.section import show_comparison
from cnn_core.web.guard import guard
from cnn_core.web.runs.actions import offer_undo, show_actions
from cnn_core.web.runs.chosen import chosen_rows, is_any_chosen
from cnn_core.web.runs.leaderboard import show_leaderboard
from cnn_core.web.runs.listing import all_rows, runs_list
from cnn_core.web.runs.trash import show_trash
from cnn_core.web.runs.uploads import take_in_runs


def table() -> None:
    offer_undo()
    runs_list()
    chosen = chosen_rows(all_rows()) if is_any_chosen() else []
    if chosen:
        show_actions(chosen)
    if len(chosen) > 1:
        show_comparison([row.run for row in chosen])


guard()

st.title("Runs", anchor=False)
st.caption("All runs in one table. Choose some to compare, name, pack or delete them.")

names = ("All runs", "Leaderboard", "Take in", "Trash")
every, leaderboard, files, trash = st.tabs(names, key="tab", on_change="rerun", bind="query-params")
with every:
    if every.open:
        table()
with leaderboard:
    if leaderboard.open:
        show_leaderboard([row.run for row in all_rows()])
with files:
    if files.open:
        take_in_runs()
with trash:
    if trash.open:
        show_trash()

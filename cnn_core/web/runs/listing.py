"""The list of all runs: fields that narrow it down, the table, and steps through it."""

from __future__ import annotations

import os

import streamlit as st

from cnn_core.figures.theme import count
from cnn_core.run_table import KnownRows, Row, in_order
from cnn_core.web.guard import plain_errors
from cnn_core.web.runs.chosen import choose_runs, chosen_numbers
from cnn_core.web.runs.filtering import filter_fields, order, sort_by
from cnn_core.web.runs.table import Asked, runs_table
from cnn_core.web.session import store

PAGE = 50
"""Rows shown at once."""
_PAGE = "runs-page"
_SHOWN = "runs-shown"
_CHANGED = "runs-changed"
"""Set where the rest of the page has to follow."""


def all_rows() -> list[Row]:
    """All runs, newest first."""
    return _known(os.environ.get("CNN_LAB_STORE")).all()


@st.cache_resource(show_spinner=False)
def _known(_url: str | None) -> KnownRows:
    return KnownRows(store())


@st.fragment
def runs_list() -> None:
    """Show the list; the page is run again when other runs are chosen."""
    if st.session_state.pop(_CHANGED, False):
        st.rerun()
    with plain_errors():
        rows = all_rows()
        if not rows:
            _say_that_there_is_none()
            return
        wanted = filter_fields(rows)
        found = in_order(filter(wanted, rows), *order())
        first = _first(len(found), (wanted, order()))
        shown = found[first : first + PAGE]
        runs_table(shown, chosen_numbers(), order(), found, _answer)
        _steps(first, len(found), len(rows))


def _say_that_there_is_none() -> None:
    st.info("There is no run yet. Train a network, or take in a run from a file.")
    st.page_link("pages/train.py", label="Train a network", icon=":material/show_chart:")


def _answer(asked: Asked) -> None:
    match asked.what:
        case "sort":
            sort_by(asked.column)
            return
        case "star":
            store().labels.star(asked.runs, asked.on)
        case "choose":
            before = chosen_numbers()
            others = [run for run in before if run not in asked.runs]
            choose_runs([*before, *asked.runs] if asked.on else others)
    st.session_state[_CHANGED] = True


def _first(found: int, shown: object) -> int:
    """Position of the first row on the page that is looked at; of another list the first page."""
    if st.session_state.get(_SHOWN) != shown:
        st.session_state[_SHOWN], st.session_state[_PAGE] = shown, 0
    pages = max(1, -(-found // PAGE))
    page: int = min(st.session_state[_PAGE], pages - 1)
    return page * PAGE


def _steps(first: int, found: int, total: int) -> None:
    """Where in the list this is, and buttons to go on."""
    of_all = f" (of {count(total)} in all)" if found < total else ""
    with st.container(horizontal=True, vertical_alignment="center"):
        if found == 0:
            st.caption(f"No run fits{of_all}. Take a condition away.", width="content")
            return
        last = min(first + PAGE, found)
        told = f"{count(first + 1)} to {count(last)} of {count(found)} runs{of_all}"
        st.caption(told, width="content")
        _step("Previous", first // PAGE - 1, first == 0)
        _step("Next", first // PAGE + 1, last == found)


def _step(label: str, page: int, disabled: bool) -> None:
    st.button(label, type="tertiary", disabled=disabled, on_click=_go, args=(page,))


def _go(page: int) -> None:
    st.session_state[_PAGE] = page

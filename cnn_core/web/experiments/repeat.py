"""Repeat: one spec trained with several seeds, and what is left when chance is taken away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import streamlit as st

from cnn_core.groups import Vary
from cnn_core.records import Group, Run
from cnn_core.repeat.group import repeated, repeats
from cnn_core.web.address import asked_for
from cnn_core.web.experiments.group_form import group_form
from cnn_core.web.experiments.repeat_results import show_repeated
from cnn_core.web.experiments.watched import watch
from cnn_core.web.session import store

NONE = 0
"""In place of a group's number; groups are counted from 1."""


def show_repeat() -> None:
    """A group of trainings that differ in their seeds, perhaps beside another; or queue one."""
    runs = store().runs()
    groups = {group.id: group for group in repeats(store().groups.all())}
    if groups:
        _show_chosen(groups, {run.id: run for run in runs})
    else:
        asked_for("group", ())  # nothing is known: it is told
        st.info(
            "Nothing was repeated yet. Train the same settings several times: their mean, and how "
            "far it can be trusted, appear here. Five trainings say much more than two."
        )
    with st.expander("Train the same settings several times", expanded=not groups):
        group_form(runs, get_args(Vary))


def _show_chosen(groups: Mapping[int, Group], by_id: Mapping[int, Run]) -> None:
    left, right = st.columns(2)
    names = {
        each.id: f"{each.id} · {each.name} · {len(each.runs)} trainings" for each in groups.values()
    }
    with left:
        first = _choose("group", "Trainings", names, "Others are shown.")
    if st.query_params.get("against") == str(first):
        del st.query_params["against"]
    others = {NONE: "None", **{number: name for number, name in names.items() if number != first}}
    with right:
        second = _choose("against", "Compare with", others, "None are compared.")
    chosen = [groups[number] for number in (first, second) if number != NONE]
    watch([by_id[run] for group in chosen for run in group.runs if run in by_id])
    show_repeated([repeated(group, by_id) for group in chosen])


def _choose(name: str, label: str, options: Mapping[int, str], instead: str) -> int:
    """A list whose choice is kept in the address; at first its first option.

    `instead`: what is done where the address asks for another one.
    """
    key = f"repeat-{name}"
    number = asked_for("group", options, instead, name) or next(iter(options))
    st.session_state[key] = number
    st.selectbox(
        label,
        list(options),
        format_func=options.__getitem__,
        key=key,
        on_change=_keep_in_address,
        args=(key, name),
    )
    return number


def _keep_in_address(key: str, name: str) -> None:
    number = st.session_state[key]
    if number == NONE:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(number)

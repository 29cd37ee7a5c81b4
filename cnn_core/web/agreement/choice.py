"""Which trainings the page Agreement is about: a group, or any two runs of one network."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from cnn_core.agreement.result import unmatchable
from cnn_core.records import Group, Run
from cnn_core.web.address import asked_for
from cnn_core.web.run_choice import choose
from cnn_core.web.session import store

TWO_RUNS = 0
"""In place of a group's number; groups are counted from 1."""
_GROUP = "agreement-group"
_SECOND = "agreement-with"


@dataclass(frozen=True)
class Trainings:
    """Runs of one network."""

    runs: tuple[Run, ...]
    """Two at least, the lowest number first."""
    left_out: int = 0
    """Runs of the group that have no weights yet, or are of another network."""


def matchable(runs: Sequence[Run]) -> list[Run]:
    """Those that have weights, a network that can be matched, and another run of that network."""
    with_weights = store().runs_with("payload")
    fit = [
        run
        for run in runs
        if run.id in with_weights and not unmatchable(run.spec.architecture.layers)
    ]
    networks = Counter(run.spec.architecture for run in fit)
    return [run for run in fit if networks[run.spec.architecture] > 1]


def choose_trainings(runs: Sequence[Run]) -> Trainings:
    """A group's or two single ones. `runs`: some at least, as `matchable` gives them."""
    by_id = {run.id: run for run in runs}
    groups = {each.id: each for each in store().groups.all() if len(_members(each, by_id)) > 1}
    group = groups.get(_choose_group(groups)) if groups else None
    if group is None:
        return Trainings(_choose_two(runs))
    members = _members(group, by_id)
    return Trainings(tuple(members), len(group.runs) - len(members))


def _members(group: Group, by_id: dict[int, Run]) -> list[Run]:
    """The group's runs that can be matched with its first one, the lowest number first."""
    found = [by_id[number] for number in sorted(group.runs) if number in by_id]
    return [run for run in found if run.spec.architecture == found[0].spec.architecture]


def _alike(run: Run, other: Run) -> bool:
    return run.id != other.id and run.spec.architecture == other.spec.architecture


def _choose_group(groups: dict[int, Group]) -> int:
    """A list of groups whose choice goes into the address: `?group=3`; at first the newest."""
    names = {each.id: f"{each.name} · {len(each.runs)} trainings" for each in groups.values()}
    names[TWO_RUNS] = "Any two runs of one network"
    default = TWO_RUNS if "run" in st.query_params else next(iter(groups))
    number = asked_for("group", names, "Another one is shown.")
    number = default if number is None else number
    st.session_state[_GROUP] = number
    st.selectbox(
        "Trainings",
        list(names),
        format_func=names.__getitem__,
        key=_GROUP,
        on_change=_keep_group_in_address,
    )
    return number


def _keep_group_in_address() -> None:
    st.query_params.clear()
    st.query_params["group"] = str(st.session_state[_GROUP])


def _choose_two(runs: Sequence[Run]) -> tuple[Run, Run]:
    left, right = st.columns(2)
    with left:
        first = choose(runs, "agreement", "A training")
    others = {run.id: run for run in runs if _alike(first, run)}
    asked = st.query_params.get("with", "")
    second = next((number for number in others if str(number) == asked), next(iter(others)))
    st.session_state[_SECOND] = second
    st.query_params["with"] = str(second)
    right.selectbox(
        "Another of the same network",
        list(others),
        format_func=lambda number: f"{number} · {others[number].name}",
        key=_SECOND,
        on_change=_keep_second_in_address,
    )
    low, high = sorted((first, others[second]), key=lambda run: run.id)
    return low, high


def _keep_second_in_address() -> None:
    st.query_params["with"] = str(st.session_state[_SECOND])

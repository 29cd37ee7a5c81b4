"""The runs that the page Runs is about: their numbers are in the address, `?runs=3,5`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import streamlit as st

from cnn_core.records import Run
from cnn_core.web.text import literal

MOST = 100
"""Runs chosen at once."""
_NAME = "runs"


def chosen_runs(runs: Sequence[Run]) -> list[Run]:
    """Those of the runs that the address names, in its order; it is told which are not there."""
    by_id = {str(run.id): run for run in runs}
    asked = list(dict.fromkeys(filter(None, st.query_params.get(_NAME, "").split(","))))[:MOST]
    missing = [name for name in asked if name not in by_id]
    if missing:
        names = ", ".join(literal(name[:20]) for name in missing[:5])
        more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
        st.warning(f"Not among the runs: {names}{more}. They may have been deleted.")
    return [by_id[name] for name in asked if name in by_id]


def choose_runs(numbers: Iterable[int]) -> None:
    """Have the address name these runs, MOST at most."""
    names = ",".join(map(str, list(numbers)[:MOST]))
    if names:
        st.query_params[_NAME] = names
    else:
        st.query_params.pop(_NAME, None)


def unchoose(numbers: Collection[int]) -> None:
    """Take runs out of the address."""
    asked = st.query_params.get(_NAME, "").split(",")
    choose_runs(int(name) for name in asked if name.isdigit() and int(name) not in numbers)

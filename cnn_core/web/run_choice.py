"""Which runs a page is about: chosen in lists, kept in the address (`?run=7&with=5`)."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnn_core.figures.theme import percent
from cnn_core.records import Run
from cnn_core.web.address import asked_for
from cnn_core.web.session import store

_NONE = 0
"""In place of a run's number; runs are counted from 1."""


def choose(runs: Sequence[Run], page: str, label: str = "Run") -> Run:
    """The run in the address, else the last one looked at on that page, else the newest that was
    tested, else the newest. `runs`: at least one, newest first."""
    by_id = {run.id: run for run in runs}
    last = f"{page}_last_run"
    run = (
        by_id.get(asked_for("run", by_id, "Another one is shown.") or _NONE)
        or by_id.get(st.session_state.get(last, 0))
        or next((run for run in runs if run.result), runs[0])
    )
    st.session_state[last] = run.id
    st.query_params["run"] = str(run.id)
    _list(page, "run", label, _labels(runs), run.id)
    return run


def choose_beside(runs: Sequence[Run], page: str, label: str) -> Run | None:
    """A second run to show beside the first, or none: the address's, else none."""
    by_id = {run.id: run for run in runs}
    run = by_id.get(asked_for("run", by_id, "None is shown beside the first.", "with") or _NONE)
    if run is None:
        st.query_params.pop("with", None)
    _list(page, "with", label, {_NONE: "None", **_labels(runs)}, run.id if run else _NONE)
    return run


def _list(page: str, name: str, label: str, labels: dict[int, str], chosen: int) -> None:
    """A list whose choice goes into the address under `name`."""
    key = f"{page}_{name}"
    st.session_state[key] = chosen
    st.selectbox(
        label,
        options=list(labels),
        format_func=labels.__getitem__,
        key=key,
        on_change=_keep_in_address,
        args=(key, name),
    )


def _keep_in_address(key: str, name: str) -> None:
    number = st.session_state[key]
    if number == _NONE:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(number)


def _labels(runs: Sequence[Run]) -> dict[int, str]:
    """What the list says of each run; those with a star come first."""
    starred = {run for run, label in store().labels.all().items() if label.starred}
    star_first = sorted(runs, key=lambda run: run.id not in starred)
    return {
        run.id: f"{'★ ' if run.id in starred else ''}{run.id} · {run.name} · {_reached(run)}"
        for run in star_first
    }


def _reached(run: Run) -> str:
    return percent(run.result.test_accuracy) if run.result else run.state

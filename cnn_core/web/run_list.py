"""The runs of everybody: who is before whom, and the newest ones to choose from."""

from __future__ import annotations

import streamlit as st

from cnn_core.figures.theme import percent
from cnn_core.records import Run, State
from cnn_core.web.guard import plain_errors
from cnn_core.web.session import store

RECENT = 12
TICK_SECONDS = 2.0


def runs_before(run: Run) -> str:
    """Which runs come before a queued one."""
    training = [other for other in store().runs() if other.state is State.RUNNING]
    waiting = [other for other in store().queue() if other.id != run.id]
    place = [other.id for other in store().queue()]
    ahead = training + waiting[: place.index(run.id) if run.id in place else 0]
    if not ahead:
        return "Next in the queue: it starts as soon as a worker is ready."
    names = ", ".join(f"run {other.id} ({other.name})" for other in ahead)
    return f"In the queue, {len(ahead)} before yours: {names}."


def run_list(shown: int | None) -> None:
    """The newest runs; it ticks while one of them waits or is trained."""
    active = any(run.active for run in store().runs()[:RECENT])
    st.fragment(_list, run_every=TICK_SECONDS if active else None)(shown)


def _list(shown: int | None) -> None:
    with plain_errors():
        runs = store().runs()[:RECENT]
        if not runs:
            st.caption("There are no runs yet. Press Train above to start the first one.")
        for run in runs:
            _row(run, shown)


def _row(run: Run, shown: int | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(
            f"Run {run.id}: {run.name}",
            type="tertiary",
            disabled=run.id == shown,
            key=f"show-{run.id}",
        ):
            st.query_params["run"] = str(run.id)
            st.rerun()
        st.caption(_state(run), width="content")


def _state(run: Run) -> str:
    if run.state is State.QUEUED:
        place = [other.id for other in store().queue()]
        return (
            f"waiting, number {place.index(run.id) + 1} in the queue"
            if run.id in place
            else "waiting"
        )
    done = f"{run.state}, epoch {run.epoch} of {run.target_epochs}"
    return f"{done}, test accuracy {percent(run.result.test_accuracy)}" if run.result else done

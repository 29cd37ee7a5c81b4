"""The runs of everybody: who is before whom, and which there are to choose from."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnn_core.figures.theme import count, percent
from cnn_core.records import Run, State
from cnn_core.web.guard import plain_errors
from cnn_core.web.session import store
from cnn_core.web.text import literal

RECENT = 12
"""So many of the runs that have ended are listed at first."""
TICK_SECONDS = 3.0


def runs_before(run: Run) -> str:
    """Which runs come before a queued one."""
    training = [other for other in store().runs() if other.state is State.RUNNING]
    waiting = [other for other in store().queue() if other.id != run.id]
    place = [other.id for other in store().queue()]
    ahead = training + waiting[: place.index(run.id) if run.id in place else 0]
    if not ahead:
        return "Next in the queue: it starts as soon as a worker is ready."
    names = ", ".join(f"run {other.id} ({literal(other.name)})" for other in ahead)
    return f"In the queue, {len(ahead)} before yours: {names}."


def run_list(shown: int | None) -> None:
    """All runs that train or wait, and the newest that have ended; others' new runs appear too."""
    st.fragment(_list, run_every=TICK_SECONDS)(shown)


def active_first(runs: Sequence[Run], queue: Sequence[Run]) -> tuple[list[Run], list[Run]]:
    """(those that train, then the queue in its order; those that have ended, newest first)."""
    training = [run for run in runs if run.state is State.RUNNING]
    return [*training, *queue], [run for run in runs if not run.active]


def _list(shown: int | None) -> None:
    with plain_errors():
        queue = store().queue()
        active, ended = active_first(store().runs(), queue)
        if not active and not ended:
            st.caption("There are no runs yet. Press Train above to start the first one.")
        places = {run.id: place for place, run in enumerate(queue, 1)}
        for run in active:
            _row(run, shown, places)
        for run in ended if _all_wanted(len(ended)) else ended[:RECENT]:
            _row(run, shown, places)


def _all_wanted(ended: int) -> bool:
    """A switch, above the runs that have ended, where there are more than are listed."""
    return ended > RECENT and st.toggle(f"Show all {count(ended)} runs that have ended")


def _row(run: Run, shown: int | None, places: dict[int, int]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if st.button(
            f"Run {run.id}: {literal(run.name)}",
            type="tertiary",
            disabled=run.id == shown,
            key=f"show-{run.id}",
        ):
            st.query_params["run"] = str(run.id)
            st.rerun()
        st.caption(_state(run, places), width="content")


def _state(run: Run, places: dict[int, int]) -> str:
    if run.id in places:
        return f"waiting, number {places[run.id]} in the queue"
    done = f"{run.state}, epoch {run.epoch} of {run.target_epochs}"
    return f"{done}, test accuracy {percent(run.result.test_accuracy)}" if run.result else done

"""The runs of everybody: who is before whom, and which there are to choose from."""

from __future__ import annotations

from itertools import takewhile

import streamlit as st

from cnn_core.figures.theme import count, percent
from cnn_core.records import Run, State
from cnn_core.web.guard import plain_errors
from cnn_core.web.session import store
from cnn_core.web.text import literal_name

RECENT = 12
"""So many of the active runs are listed, and at first of those that have ended."""
NAMED = 3
"""So many of the runs before one in the queue are named."""
MOST = 100
"""More runs that have ended are looked at on the page Runs."""
TICK_SECONDS = 3.0
SHARED_SECONDS = 0.2
"""So old may the list be that all sessions share who wait."""


@st.cache_resource(ttl=SHARED_SECONDS, show_spinner=False)
def active_runs() -> list[Run]:
    """The active runs a moment ago, read once for all sessions."""
    return store().listing.active()


def runs_before(run: Run) -> str:
    """Which runs come before a queued one."""
    ahead = list(takewhile(lambda other: other.id != run.id, active_runs()))
    if not ahead:
        return "Next in the queue: it starts as soon as a worker is ready."
    names = [f"run {other.id} ({literal_name(other.name)})" for other in ahead[:NAMED]]
    more = [f"and {len(ahead) - NAMED} more"] if len(ahead) > NAMED else []
    return f"In the queue, {len(ahead)} before yours: {', '.join(names + more)}."


def run_list(shown: int | None) -> None:
    """The runs that train or wait, and the newest that have ended; others' new runs appear too."""
    st.fragment(_list, run_every=TICK_SECONDS)(shown)


def _list(shown: int | None) -> None:
    with plain_errors():
        active, ended = store().listing.active(), store().listing.count_ended()
        if not active and not ended:
            st.caption("There are no runs yet. Press Train above to start the first one.")
        queue = (run for run in active if run.state is State.QUEUED)
        places = {run.id: place for place, run in enumerate(queue, 1)}
        for run in active[:RECENT]:
            _row(run, shown, places)
        if len(active) > RECENT:
            st.caption(f"And {count(len(active) - RECENT)} more in the queue.")
        listed = {run.id for run in active}  # one of them may have ended since
        for run in store().listing.ended(None if _all_wanted(ended) else RECENT):
            if run.id not in listed:
                _row(run, shown, places)


def _all_wanted(ended: int) -> bool:
    """A switch, above the runs that have ended, where there are more than are listed."""
    if ended > MOST:
        label = f"All {count(ended)} runs that have ended"
        st.page_link("pages/runs.py", label=label, icon=":material/table_rows:")
        return False
    return ended > RECENT and st.toggle(f"Show all {count(ended)} runs that have ended")


def _row(run: Run, shown: int | None, places: dict[int, int]) -> None:
    """One button, and no row of elements: every session draws the list every few seconds."""
    if st.button(
        f"Run {run.id}: {literal_name(run.name)} :gray[:small[· {_state(run, places)}]]",
        type="tertiary",
        disabled=run.id == shown,
        key=f"show-{run.id}",
    ):
        st.query_params["run"] = str(run.id)
        st.rerun()


def _state(run: Run, places: dict[int, int]) -> str:
    if run.id in places:
        return f"waiting, number {places[run.id]} in the queue"
    done = f"{run.state}, epoch {run.epoch} of {run.target_epochs}"
    return f"{done}, test accuracy {percent(run.result.test_accuracy)}" if run.result else done

"""All pairs of some trainings matched one after another, and what has been found so far."""

from __future__ import annotations

from concurrent.futures import CancelledError

import streamlit as st

from cnn_core.agreement.group import Pair
from cnn_core.agreement.kept import asked, kept
from cnn_core.agreement.result import Agreement
from cnn_core.jobs import Job
from cnn_core.web.guard import plain_errors
from cnn_core.web.session import engine, store
from cnn_core.web.text import literal
from cnn_core.worker_process import WorkerError

TICK_SECONDS = 0.5
SECONDS_A_PAIR = 10
_WANTED = "agreement-wanted"
"""Pairs that this session has asked for and that no worker has begun."""
_LAST = "agreement-last"
"""The pair that was begun last, and its job."""


def matched_pairs(pairs: list[Pair]) -> dict[Pair, Agreement]:
    """What is known of these pairs, below the widgets that have the others matched.

    A worker matches one pair at a time, while the page is open; each result is kept.
    """
    fault = _fault(pairs)
    job = _job_at_work([] if fault else pairs)
    found = kept(store(), pairs)
    if job:
        done = sum(each.current for each in found.values())
        st.fragment(_wait, run_every=TICK_SECONDS)(job, done, len(pairs))
    else:
        outdated = [pair for pair, each in found.items() if not each.current]
        _offer([pair for pair in pairs if pair not in found], outdated, len(pairs), fault)
    return {pair: each.agreement for pair, each in found.items()}


def _fault(pairs: list[Pair]) -> str:
    """Why the pair that was begun last was not matched; empty if it is none of these, if it was
    given up, or if nothing went wrong."""
    last: tuple[Pair, Job[None]] | None = st.session_state.get(_LAST)
    if last is None or last[0] not in pairs or not last[1].done() or last[1].given_up:
        return ""
    try:
        last[1].result()
    except (WorkerError, CancelledError) as error:
        return str(error)
    return ""


def _job_at_work(pairs: list[Pair]) -> Job[None] | None:
    """That of one of these pairs, if need be begun now."""
    for pair in pairs:
        if job := engine().studying(asked(pair)):
            return job
    wanted: list[Pair] = [pair for pair in st.session_state.get(_WANTED, []) if pair in pairs]
    if not wanted:
        return None
    job = engine().study(asked(wanted[0]))
    st.session_state[_LAST] = wanted[0], job
    st.session_state[_WANTED] = wanted[1:]
    return job


def _wait(job: Job[None], done: int, pairs: int) -> None:
    with plain_errors():
        share = min(job.progress if pairs == 1 else (done + job.progress) / pairs, 1.0)
        which = "Matching" if pairs == 1 else f"Matching: {done} of {pairs} pairs are done"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(share, text=which)
            if st.button("Cancel", key="agreement-cancel"):
                st.session_state[_WANTED] = []
                job.end()
        if job.done():
            st.rerun()


def _offer(missing: list[Pair], outdated: list[Pair], pairs: int, fault: str) -> None:
    if fault:
        st.error(literal(fault), icon=":material/error:")
    if outdated:
        what = "This" if pairs == 1 else "Some of this"
        st.caption(f"{what} was computed from earlier weights: a run has been trained on since.")
    todo = missing + outdated
    if not todo:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        label = "Try again" if fault else _label(len(missing), pairs)
        if st.button(label, type="primary", key="agreement-ask"):
            st.session_state[_WANTED] = todo
            st.session_state.pop(_LAST, None)
            st.rerun()
        st.caption(
            f"Takes about {SECONDS_A_PAIR} seconds"
            + (" a pair, while this page is open." if len(todo) > 1 else ".")
            + " What is found is kept."
        )


def _label(missing: int, pairs: int) -> str:
    if not missing:
        return "Compute again"
    if pairs == 1:
        return "Match the filters"
    if missing == pairs:
        return f"Match all {pairs} pairs"
    return "Match the last pair" if missing == 1 else f"Match the other {missing} pairs"

"""A question to a run's network in a page: the button, the progress, what was found, the fault."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError
from typing import TypeVar

import streamlit as st

from cnn_core.jobs import Job
from cnn_core.moments import payload_at
from cnn_core.npz import NpzError
from cnn_core.payload import digest
from cnn_core.questions import Question, Study, key
from cnn_core.records import LATEST, Run, Studied
from cnn_core.web.guard import plain_errors
from cnn_core.web.session import engine, store
from cnn_core.web.text import literal
from cnn_core.worker_process import WorkerError

Found = TypeVar("Found")

TICK_SECONDS = 0.5
EARLIER = "This was computed from earlier weights of the run; it has been trained on since."


def studied(
    run: Run,
    question: Question,
    read: Callable[[bytes], Found],
    *,
    label: str,
    duration: str,
    moment: int = LATEST,
) -> Found | None:
    """What a worker has found, or the widgets that have one find it; None as long as nothing is.

    `read` makes it of the bytes that are kept, or raises NpzError. `label`: of the button.
    `duration`: how long it takes, "about ten seconds". The answer is kept in the store whether or
    not the page stays open.
    """
    asked = Study(run=run.id, moment=moment, question=question)
    if job := engine().studying(asked):
        st.session_state[_name(asked)] = job
        st.fragment(_wait, run_every=TICK_SECONDS)(job, _name(asked))
    kept = store().studies.read(run.id, moment, question)
    is_current = kept is not None and kept.network == digest(payload_at(store(), run.id, moment))
    answer = None if kept is None else _read(kept, read)
    if not (job or (is_current and answer is not None)):
        _offer(asked, label if kept is None else "Compute again", duration)
    if answer is not None and not is_current:
        st.caption(EARLIER)
    return answer


def _read(kept: Studied, read: Callable[[bytes], Found]) -> Found | None:
    try:
        return read(kept.data)
    except NpzError as error:
        st.warning(literal(f"What was found earlier is damaged. {error}"))
        return None


def _name(asked: Study) -> str:
    return f"study-{asked.run}-{asked.moment}-{key(asked.question)}"


def _offer(asked: Study, label: str, duration: str) -> None:
    name = _name(asked)
    fault = _fault(st.session_state.get(name))
    if fault:
        st.error(literal(fault), icon=":material/error:")
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Try again" if fault else label, type="primary", key=f"{name}-ask"):
            st.session_state[name] = engine().study(asked)
            st.rerun()
        st.caption(f"Takes {duration}. You can leave the page: the result is kept.")


def _fault(job: Job[None] | None) -> str:
    """Why the last try of this session found nothing; empty if it was given up or did not fail."""
    if job is None or not job.done() or job.given_up:
        return ""
    try:
        job.result()
    except (WorkerError, CancelledError) as error:
        return str(error)
    return ""


def _wait(job: Job[None], name: str) -> None:
    with plain_errors():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(min(job.progress, 1.0), text=_stage(job))
            if st.button("Cancel", key=f"{name}-cancel"):
                job.end()
        if job.done():
            st.rerun()


def _stage(job: Job[None]) -> str:
    if not job.running():
        return "Waiting for a worker"
    return f"Computing: {100 * min(job.progress, 1.0):.0f} %"

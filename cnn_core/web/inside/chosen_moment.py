"""The moment of a training that the page Inside shows: now, or a snapshot's."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from cnn_core.moments import payload_at
from cnn_core.records import LATEST, Run, StoreError
from cnn_core.web.session import store

_MOMENT = "inside-moment"


@dataclass(frozen=True)
class _Moment:
    run: int
    step: int


def chosen_moment(run: Run) -> int:
    """Step of the snapshot that was chosen for this run, else LATEST.

    A snapshot may have left since to make room for newer ones: then it is LATEST again.
    """
    asked = asked_moment(run)
    if asked == LATEST:
        return LATEST
    try:
        payload_at(store(), run.id, asked)
    except StoreError:
        return LATEST
    return asked


def asked_moment(run: Run) -> int:
    """As `chosen_moment`, but whether there still is such a snapshot is not looked at."""
    asked: _Moment | None = st.session_state.get(_MOMENT)
    return asked.step if asked and asked.run == run.id else LATEST


def tell_newest(run: Run) -> None:
    """Say of a section that shows no other weights than the newest, where others were chosen."""
    if asked_moment(run) != LATEST:
        st.caption(
            "These are the newest weights: the moment chosen on Maps and kernels does not count "
            "here."
        )


def take_moment(run: Run, step: int) -> None:
    """From now on the page shows this run at the step of a snapshot, or LATEST."""
    st.session_state[_MOMENT] = _Moment(run.id, step)

"""How far a sweep is, live; stopping it, and going on."""

from __future__ import annotations

import streamlit as st

from cnn_core.figures.theme import percent, seconds
from cnn_core.sweeps.records import Sweep, SweepState
from cnn_core.sweeps.tables import progress_text, share_done, state_text
from cnn_core.web.guard import plain_errors
from cnn_core.web.session import engine, store
from cnn_core.web.text import literal

TICK_SECONDS = 2.0


def show_progress(sweep: Sweep) -> None:
    """The page is drawn again when a trial has ended, or the sweep."""
    st.fragment(_progress, run_every=TICK_SECONDS if sweep.active else None)(
        sweep.id, _milestones(sweep)
    )


def _progress(number: int, before: tuple[object, ...]) -> None:
    with plain_errors():
        sweep = store().sweeps.read(number)
        if _milestones(sweep) != before:
            st.rerun()
        if sweep.active:
            st.progress(share_done(sweep), text=progress_text(sweep))
        else:
            st.write(progress_text(sweep))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(_told(sweep), width="stretch")
            _offer_end(sweep)


def _milestones(sweep: Sweep) -> tuple[object, ...]:
    ended = len(sweep.trials) - len(sweep.open)
    return sweep.state, ended, sweep.importance


def _told(sweep: Sweep) -> str:
    told = [literal(state_text(sweep)), f"Worked on for {seconds(sweep.spent)}."]
    if sweep.spec.target is not None:
        target = percent(sweep.spec.target)
        told.insert(1, f"It ends when a run has a validation accuracy of {target}.")
    return " ".join(told)


def _offer_end(sweep: Sweep) -> None:
    """Stop an active sweep, go on with one that was stopped or failed."""
    if sweep.state is SweepState.RUNNING:
        pressed = st.button("Stop the sweep", icon=":material/stop:", key=f"sweep-stop-{sweep.id}")
        if pressed:
            store().sweeps.stop(sweep.id)
            st.rerun()
    elif sweep.state is not SweepState.FINISHED:
        pressed = st.button("Go on", icon=":material/play_arrow:", key=f"sweep-go-{sweep.id}")
        if pressed:
            store().sweeps.resume(sweep.id)
            engine().wake()
            st.rerun()

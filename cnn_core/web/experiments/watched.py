"""How far several trainings are, while some of them go on."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnn_core.records import Run, State
from cnn_core.web.guard import plain_errors
from cnn_core.web.session import store

TICK_SECONDS = 2.0


def watch(runs: Sequence[Run]) -> None:
    """A bar that moves on; when one of the trainings ends, the page is drawn again."""
    if any(run.active for run in runs):
        st.fragment(_bar, run_every=TICK_SECONDS)(runs)


def _bar(before: Sequence[Run]) -> None:
    with plain_errors():
        runs = [store().run(run.id) if run.active else run for run in before]
        if [run.active for run in runs] != [run.active for run in before]:
            st.rerun()
        done = sum(not run.active for run in runs)
        share = sum(map(_share, runs)) / len(runs)
        st.progress(min(share, 1.0), text=f"{done} of {len(runs)} have ended. {_now(runs)}")


def _share(run: Run) -> float:
    return run.epoch / run.target_epochs if run.active else 1.0


def _now(runs: Sequence[Run]) -> str:
    training = [run for run in runs if run.state is State.RUNNING]
    told = [
        f"run {run.id} is in epoch {min(run.epoch + 1, run.target_epochs)} of {run.target_epochs}"
        for run in sorted(training, key=lambda run: run.id)
    ]
    return f"{', '.join(told).capitalize()}." if told else "The next waits for a free slot."

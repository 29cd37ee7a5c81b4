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
        st.fragment(_bar, run_every=TICK_SECONDS)({run.id: run for run in runs})


def _bar(before: dict[int, Run]) -> None:
    with plain_errors():
        runs = [run for run in store().runs() if run.id in before]
        if any(_ended(run) != _ended(before[run.id]) for run in runs):
            st.rerun()
        done = sum(not run.active for run in runs)
        share = sum(_share(run) for run in runs) / max(1, len(runs))
        st.progress(min(share, 1.0), text=f"{done} of {len(runs)} have ended. {_now(runs)}")


def _ended(run: Run) -> tuple[bool, bool]:
    """Its test figures come a little after its last epoch."""
    return run.active, run.result is not None


def _share(run: Run) -> float:
    return run.epoch / run.target_epochs if run.active else 1.0


def _now(runs: Sequence[Run]) -> str:
    training = [run for run in runs if run.state is State.RUNNING]
    told = [
        f"run {run.id} is in epoch {min(run.epoch + 1, run.target_epochs)} of {run.target_epochs}"
        for run in sorted(training, key=lambda run: run.id)
    ]
    return f"{', '.join(told).capitalize()}." if told else "The others wait in the queue."

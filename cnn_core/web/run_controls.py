"""What can be done with a run: the buttons of its state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from cnn_core.progress import awaits_test
from cnn_core.records import Run, State
from cnn_core.web.session import engine, store

Kind = Literal["primary", "secondary"]
RESUMABLE = (State.PAUSED, State.INTERRUPTED, State.FAILED, State.STOPPED)


def run_controls(run: Run) -> None:
    """The buttons that the run's state allows, in one row."""
    with st.container(horizontal=True, vertical_alignment="center"):
        if run.state is State.RUNNING:
            _button("Pause", ":material/pause:", lambda: store().pause(run.id))
            _button("Stop", ":material/stop:", lambda: store().stop(run.id))
            _learning_rate(run)
        elif run.state is State.QUEUED:
            _button("Leave the queue", ":material/close:", lambda: store().stop(run.id))
        else:
            _ended(run)


def _ended(run: Run) -> None:
    if run.state in RESUMABLE and run.epoch < run.target_epochs:
        _button("Resume", ":material/play_arrow:", lambda: store().resume(run.id), "primary")
    if run.state in (State.FINISHED, State.STOPPED):
        _button("One more epoch", ":material/add:", lambda: store().extend(run.id, 1))
        _continue(run)
    _reset(run)
    if run.state in (State.FINISHED, State.STOPPED) and not awaits_test(run):
        st.page_link(
            "pages/results.py",
            label="See the results",
            icon=":material/fact_check:",
            query_params={"run": str(run.id)},
        )


def _button(label: str, icon: str, act: Callable[[], None], kind: Kind = "secondary") -> None:
    """A button that changes the run; the engine looks at the queue at once."""
    if st.button(label, icon=icon, type=kind, key=f"run-{label}"):
        act()
        engine().wake()
        st.rerun()


def _learning_rate(run: Run) -> None:
    with st.popover("Learning rate", icon=":material/tune:"):
        rate = st.number_input(
            "New learning rate",
            min_value=1e-8,
            max_value=1000.0,
            value=run.spec.training.learning_rate,
            step=0.0005,
            format="%g",
            key=f"rate-{run.id}",
        )
        st.caption("From the next step on; a schedule goes on in proportion. Marked in the charts.")
        _button("Apply", ":material/check:", lambda: store().set_learning_rate(run.id, rate))


def _continue(run: Run) -> None:
    with st.popover("Continue", icon=":material/fast_forward:"):
        epochs = st.number_input("More epochs", 1, 10_000, 5, key=f"more-{run.id}")
        _button("Train on", ":material/check:", lambda: store().extend(run.id, epochs))


def _reset(run: Run) -> None:
    with st.popover("Reset", icon=":material/restart_alt:"):
        st.write(
            "Put the initial weights back and train again? The curves, the trained weights and "
            "the result of this run are deleted."
        )
        _button("Reset and train", ":material/restart_alt:", lambda: store().reset(run.id))

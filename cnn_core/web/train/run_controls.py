"""What can be done with a run: the buttons of its state."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from cnn_core.progress import awaits_test, rate_to_go_on
from cnn_core.records import Run, State, StoreError
from cnn_core.web.session import engine, store
from cnn_core.web.text import literal

Kind = Literal["primary", "secondary"]
CUT_SHORT = (State.PAUSED, State.INTERRUPTED, State.FAILED)
"""Resumable after the last epoch too: the test is still to come."""
LOWEST_RATE = 1e-8
_REFUSAL = "run-refusal"


def run_controls(run: Run) -> None:
    """The buttons that the run's state allows, in one row."""
    if _REFUSAL in st.session_state:
        st.toast(literal(st.session_state.pop(_REFUSAL)), icon=":material/block:")
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
    stopped_before = run.state is State.STOPPED and run.epoch < run.target_epochs
    if run.state in CUT_SHORT or stopped_before:
        _button("Resume", ":material/play_arrow:", lambda: store().resume(run.id), "primary")
    if run.state in (State.FINISHED, State.STOPPED):
        _go_on(run)
    _reset(run)
    if run.state in (State.FINISHED, State.STOPPED) and not awaits_test(run):
        st.page_link(
            "pages/results.py",
            label="See the results",
            icon=":material/fact_check:",
            query_params={"run": str(run.id)},
        )


def _button(
    label: str,
    icon: str,
    act: Callable[[], None],
    kind: Kind = "secondary",
    help: str | None = None,
) -> None:
    """A button that changes the run; the engine looks at the queue at once.

    The run may have changed since the button was drawn: why it could not be done is told then.
    """
    if st.button(label, icon=icon, type=kind, key=f"run-{label}", help=help):
        try:
            act()
        except StoreError as error:
            st.session_state[_REFUSAL] = str(error)
        engine().wake()
        st.rerun()


def _popover(label: str, icon: str) -> DeltaGenerator:
    """Keyed: without, one left open as the run ends stays open as the one that takes its place."""
    return st.popover(label, icon=icon, key=f"run-popover-{label}")


def _learning_rate(run: Run) -> None:
    with _popover("Learning rate", ":material/tune:"):
        rate = _rate_field("New learning rate", run.spec.training.learning_rate, f"rate-{run.id}")
        st.caption("From the next step on; a schedule goes on in proportion. Marked in the charts.")
        _button("Apply", ":material/check:", lambda: store().set_learning_rate(run.id, rate))


def _go_on(run: Run) -> None:
    """More epochs than were asked for; without another rate, the run's own goes on unchanged."""
    last = _last_rate(run)
    usual = rate_to_go_on(last, run.spec.training.learning_rate)

    def extend(epochs: int, rate: float) -> None:
        store().extend(run.id, epochs, None if rate == last else rate)

    note = f"At a learning rate of {usual:.3g}. Another one: see Continue."
    _button("One more epoch", ":material/add:", lambda: extend(1, usual), help=note)
    with _popover("Continue", ":material/fast_forward:"):
        epochs = st.number_input("More epochs", 1, 10_000, 5, key=f"more-{run.id}")
        rate = _rate_field("Learning rate", usual, f"more-rate-{run.id}-{run.step}")
        _button("Train on", ":material/check:", lambda: extend(epochs, rate))


def _last_rate(run: Run) -> float | None:
    """The learning rate of the run's last batch."""
    batches = store().points(run.id, ["batch"], run.step - 1)
    return batches[-1].learning_rate if batches else None


def _rate_field(label: str, value: float, key: str) -> float:
    low = min(LOWEST_RATE, value)
    return st.number_input(label, low, 1000.0, value, 0.0005, "%g", key)


def _reset(run: Run) -> None:
    with _popover("Reset", ":material/restart_alt:"):
        st.write(
            "Put the initial weights back and train again? The curves, the trained weights and "
            "the result of this run are deleted."
        )
        _button("Reset and train", ":material/restart_alt:", lambda: store().reset(run.id))

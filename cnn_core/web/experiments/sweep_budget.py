"""How a sweep chooses settings, and when it ends."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from cnn_core.sweeps.definition import MOST_AT_ONCE, MOST_RUNS, Method

METHODS: dict[Method, str] = {"tpe": "Learning (TPE)", "random": "Random", "grid": "Grid"}
NOTES: dict[Method, str] = {
    "tpe": "Optuna's Tree-structured Parzen Estimator: tries what resembles the best so far.",
    "random": "Each setting by chance, whatever the others reached.",
    "grid": "All combinations. Ranges need a step, or whole numbers.",
}
RUNS = 12
"""At most, where nothing else is asked for."""
RUNS_TITLE = "Runs at most"
MINUTES_TITLE = "Minutes at most"
TARGET_TITLE = "Ends when validation accuracy reaches (%)"


@dataclass(frozen=True)
class Budget:
    """As in `SweepSpec`."""

    method: Method
    prune: bool
    runs: int | None
    minutes: float | None
    target: float | None
    at_once: int

    def of_sweep(self) -> dict[str, object]:
        """The fields of a `SweepSpec` by name."""
        return dict(vars(self))


def budget_form(mark: str) -> Budget:
    """What the widgets say. `mark`: in their keys."""
    left, right = st.columns([3, 2], gap="large")
    with left:
        method: Method = st.radio(
            "How settings are chosen",
            list(METHODS),
            format_func=METHODS.__getitem__,
            captions=[NOTES[method] for method in METHODS],
            key=f"sweep-method-{mark}",
            persist_state="session",
        )
        prune = st.toggle(
            "End poor runs early",
            value=True,
            help="Optuna's median rule: a run ends whose validation accuracy is below the median "
            "of the finished ones at the same epoch; not before five have finished.",
            key=f"sweep-prune-{mark}",
            persist_state="session",
        )
    with right:
        runs = _runs(f"sweep-runs-{mark}")
        minutes = _number(MINUTES_TITLE, None, f"sweep-minutes-{mark}")
        target = _number(TARGET_TITLE, 100.0, f"sweep-target-{mark}")
        at_once = st.number_input(
            "Runs at once",
            0,
            MOST_AT_ONCE,
            1,
            key=f"sweep-at-once-{mark}",
            persist_state="session",
        )
    return Budget(method, prune, runs, minutes, target and target / 100, at_once or 1)


def _runs(key: str) -> int | None:
    """Can be emptied: a field with a value of its own would go back to that."""
    st.session_state.setdefault(key, RUNS)
    return st.number_input(
        RUNS_TITLE, 0, MOST_RUNS, None, placeholder="no limit", key=key, persist_state="session"
    )


def _number(label: str, largest: float | None, key: str) -> float | None:
    return st.number_input(
        label,
        0.0,
        largest,
        None,
        format="%g",
        placeholder="no limit",
        key=key,
        persist_state="session",
    )

"""Queueing trainings of one spec that differ in a seed: how much of a result is chance?"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnn_core.figures.theme import seconds
from cnn_core.groups import Vary, epoch_seconds, seeds_of
from cnn_core.records import MAX_NAME, Run
from cnn_core.web.hindrance import hindrance
from cnn_core.web.session import engine, store
from cnn_core.web.text import literal

FEWEST, MOST = 2, 10
LONGEST_NAME = MAX_NAME - len(f" · {MOST} of {MOST}")
TITLES: dict[Vary, str] = {
    "both": "Both",
    "weights": "Initial weights",
    "order": "Order of the images",
}
NAMES: dict[Vary, str] = {
    "both": "weights and order",
    "weights": "weights",
    "order": "order",
}
NOTES: dict[Vary, str] = {
    "both": "Each begins with other weights and sees the images in another order.",
    "weights": "Each begins with other weights; all see the images in the same order.",
    "order": "All begin with the same weights; each sees the images in another order.",
}
SAME = "All have the same training, validation and test images."
_QUEUED = "group-queued"


def group_form(runs: Sequence[Run]) -> None:
    """Choose a run whose settings are trained again with other seeds, and queue that.

    `runs`: at least one, newest first.
    """
    by_id = {run.id: run for run in runs}
    first, second = st.columns([3, 2], gap="large")
    with first:
        number = st.selectbox(
            "Run whose settings are trained again",
            list(by_id),
            format_func=lambda number: f"{number} · {by_id[number].name}",
            key="group-run",
        )
        run = by_id[number]
        vary: Vary = st.radio(
            "What differs",
            list(TITLES),
            format_func=TITLES.__getitem__,
            captions=[NOTES[vary] for vary in TITLES],
            key="group-vary",
        )
    with second:
        n = st.number_input("Trainings", FEWEST, MOST, 3, key="group-n")
        default = f"{run.name[:60]}, other {NAMES[vary]}"
        name = st.text_input("Name", default, max_chars=LONGEST_NAME, key=f"group-{default}")
    st.caption(f"{SAME} The first has the seeds of run {run.id}.{_duration(run, n)}")
    fault = hindrance(run.spec)
    if fault:
        st.error(fault)
    if st.button(f"Queue {n} trainings", icon=":material/playlist_add:", disabled=bool(fault)):
        _queue(run, n, vary, name.strip() or default)
    _show_queued()


def _duration(run: Run, n: int) -> str:
    """How long it will take, in a sentence; nothing where that is not known."""
    epoch = epoch_seconds(run)
    if epoch is None:
        return ""
    every = seconds(n * run.spec.training.epochs * epoch)
    return f" One after another, they take about {every} if this machine is as fast as it was then."


def _queue(run: Run, n: int, vary: Vary, name: str) -> None:
    group = store().groups.submit(seeds_of(run.spec, n, vary), name, vary, epoch_seconds(run))
    engine().wake()
    st.session_state[_QUEUED] = group
    st.rerun()


def _show_queued() -> None:
    """What was queued by the last press, and where to watch it."""
    number = st.session_state.pop(_QUEUED, None)
    group = next((group for group in store().groups.all() if group.id == number), None)
    if group is None:
        return
    st.success(f"{len(group.runs)} trainings are queued as “{literal(group.name)}”.")
    st.page_link(
        "pages/train.py",
        label="Watch them on the Train page",
        icon=":material/show_chart:",
        query_params={"run": str(group.runs[0])},
    )

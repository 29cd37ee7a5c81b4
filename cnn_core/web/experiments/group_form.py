"""Queueing trainings of one spec that differ in a seed: how much of a result is chance?"""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnn_core.figures.theme import seconds
from cnn_core.groups import Vary, seeds_of
from cnn_core.records import MAX_NAME, Run
from cnn_core.web.experiments.base_choice import Base, choose_base
from cnn_core.web.hindrance import hindrance
from cnn_core.web.session import engine, store
from cnn_core.web.text import literal_name

FEWEST, MOST = 2, 20
LONGEST_NAME = MAX_NAME - len(f" · {MOST} of {MOST}")
TITLES: dict[Vary, str] = {
    "seed": "All that is left to chance",
    "both": "Both",
    "weights": "Initial weights",
    "order": "Order of the images",
}
NAMES: dict[Vary, str] = {
    "seed": "seeds",
    "both": "weights and order",
    "weights": "weights",
    "order": "order",
}
NOTES: dict[Vary, str] = {
    "seed": "Initial weights, order of the images, and which images validate.",
    "both": "Each begins with other weights and sees the images in another order.",
    "weights": "Each begins with other weights; all see the images in the same order.",
    "order": "All begin with the same weights; each sees the images in another order.",
}
SAME_IMAGES = "All have the same training, validation and test images."
OTHER_IMAGES = "Each has other training and validation images."
OTHER_TEST = "The article's normalisation splits the test images off anew for each seed, too."
FILTERS: tuple[Vary, ...] = ("both", "weights", "order")
"""What may differ where networks are compared filter by filter, on the same images."""
_QUEUED = "group-queued"


def group_form(runs: Sequence[Run], ways: Sequence[Vary] = FILTERS) -> None:
    """Choose settings that are trained again with other seeds, and queue that.

    `runs`: newest first; at first one is chosen that is not of a group itself. `ways`: what may
    differ, the first one chosen at first.
    """
    first, second = st.columns([3, 2], gap="large")
    with first:
        base = choose_base(_alone_first(runs), "group-base", "Settings that are trained again")
        if base is None:
            return
        vary: Vary = st.radio(
            "What differs",
            ways,
            format_func=TITLES.__getitem__,
            captions=[NOTES[vary] for vary in ways],
            key="group-vary",
        )
    with second:
        n = st.number_input("Trainings", FEWEST, MOST, 3, key="group-n")
        default = f"{base.name[:60]}, other {NAMES[vary]}"
        name = st.text_input("Name", default, max_chars=LONGEST_NAME, key=f"group-{default}")
    st.caption(
        f"{_images(base, vary)} The first has the seeds of {base.title}.{_duration(base, n)}"
    )
    fault = hindrance(base.spec)
    if fault:
        st.error(fault)
    if st.button(f"Queue {n} trainings", icon=":material/playlist_add:", disabled=bool(fault)):
        _queue(base, n, vary, name.strip() or default)
    _show_queued()


def _alone_first(runs: Sequence[Run]) -> Sequence[Run]:
    members = {number for group in store().groups.all() for number in group.runs}
    return sorted(runs, key=lambda run: run.id in members)


def _images(base: Base, vary: Vary) -> str:
    if vary != "seed":
        return SAME_IMAGES
    return OTHER_TEST if base.spec.data.normalization == "article" else OTHER_IMAGES


def _duration(base: Base, n: int) -> str:
    """How long it will take, in a sentence; nothing where that is not known."""
    if base.epoch_seconds is None:
        return ""
    every = seconds(n * base.spec.training.epochs * base.epoch_seconds)
    return f" One after another, they take about {every} if this machine is as fast as it was then."


def _queue(base: Base, n: int, vary: Vary, name: str) -> None:
    specs = seeds_of(base.spec, n, vary)
    group = store().groups.submit(specs, name, vary, base.epoch_seconds)
    engine().wake()
    st.session_state[_QUEUED] = group
    st.rerun()


def _show_queued() -> None:
    """What was queued by the last press, and where to watch it."""
    number = st.session_state.pop(_QUEUED, None)
    group = next((group for group in store().groups.all() if group.id == number), None)
    if group is None:
        return
    st.success(f"{len(group.runs)} trainings are queued as “{literal_name(group.name)}”.")
    st.page_link(
        "pages/train.py",
        label="Watch them on the Train page",
        icon=":material/show_chart:",
        query_params={"run": str(group.runs[0])},
    )

"""Prepared experiments: a question, one click to train what answers it, and the answer."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from cnn_core.prepared.duration import duration_text
from cnn_core.prepared.experiment import Arm, Experiment, Size, specs_of
from cnn_core.prepared.table import EXPERIMENTS
from cnn_core.spec import RunSpec
from cnn_core.web.experiments.prepared_group import show_groups
from cnn_core.web.hindrance import hindrance
from cnn_core.web.session import engine, store
from cnn_core.web.train.hardware_form import gpu_fault

SIZES: dict[Size, str] = {
    "quick": "Quick: a sixth of the images, two fifths of the epochs",
    "article": "Full: 60,000 images, as many epochs as in the article",
}
SEEDS = (1, 3, 5, 10)


def show_prepared() -> None:
    """Choose an experiment, queue its trainings, and see what they say so far."""
    key = st.selectbox(
        "Experiment",
        list(EXPERIMENTS),
        format_func=lambda key: EXPERIMENTS[key].title,
        key="experiment",
        bind="query-params",
    )
    experiment = EXPERIMENTS[key]
    st.markdown(f"**{experiment.question}** {experiment.trained}")
    size, seeds = _choice()
    arms, without = _trainable(experiment.arms_at(size))
    specs = specs_of(arms, seeds)
    st.caption(f"{duration_text(specs, store().runs())}{without}")
    _queue_button(experiment, size, specs)
    show_groups(experiment)


def _choice() -> tuple[Size, int]:
    first, second = st.columns([3, 2], gap="large")
    size: Size = first.radio(
        "Size", list(SIZES), format_func=SIZES.__getitem__, key="prepared-size"
    )
    seeds = second.segmented_control(
        "Trainings of each setting",
        SEEDS,
        default=3,
        required=True,
        key="prepared-seeds",
        help="They differ in their initial weights and in the order of the images. One says "
        "little; five tell differences from chance that are worth telling.",
    )
    return size, seeds


def _trainable(arms: Sequence[Arm]) -> tuple[list[Arm], str]:
    """Those that this machine can train, and what is to be said of the others."""
    fault = gpu_fault() if any(arm.spec.hardware.device == "gpu" for arm in arms) else None
    if fault is None:
        return list(arms), ""
    left = [arm for arm in arms if arm.spec.hardware.device != "gpu"]
    return left, f" Without the GPU: {fault} What is trained on the CPU is its half of the answer."


def _queue_button(experiment: Experiment, size: Size, specs: Sequence[RunSpec]) -> None:
    fault = next(filter(None, map(hindrance, specs[:1])), None)
    if fault:
        st.error(fault)
    label = f"Queue {len(specs)} trainings"
    if st.button(label, type="primary", icon=":material/playlist_add:", disabled=bool(fault)):
        name = experiment.title if size == "article" else f"{experiment.title}, quick"
        store().groups.submit(specs, name, experiment.kind)
        engine().wake()
        st.session_state.pop("prepared-group", None)
        st.rerun()

"""The Train button, with what would be trained and what it will take."""

from __future__ import annotations

import streamlit as st

from cnn_core import datasets
from cnn_core.arithmetic import Summary, check
from cnn_core.figures.theme import count, short_count, size
from cnn_core.plan import Plan, plan
from cnn_core.presets import PRESETS, TITLES
from cnn_core.spec import RunSpec, SpecError
from cnn_core.web import draft
from cnn_core.web.hardware_form import gpu_fault
from cnn_core.web.session import engine, store
from cnn_core.web.speed import expected_epoch_seconds, measure_speed


def train_bar() -> None:
    """Show the draft's figures; the button queues a run and shows it."""
    try:
        spec = draft.spec()
        summary = check(spec)
    except SpecError as error:
        _refuse(error.faults)
        return
    planned = plan(spec, summary)
    _button(spec, planned)
    _figures(spec, summary, planned)


def _refuse(faults: list[str]) -> None:
    st.button("Train", type="primary", disabled=True, icon=":material/play_arrow:")
    lines = "\n".join(f"- {fault}" for fault in faults)
    st.error(f"This cannot be trained:\n{lines}")


def _button(spec: RunSpec, planned: Plan) -> None:
    fault = _hindrance(spec)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        default = _default_name(spec)
        name = st.text_input(
            "Name of the run", default, max_chars=100, width=360, key=f"name-{default}"
        )
        pressed = st.button(
            "Train",
            type="primary",
            icon=":material/play_arrow:",
            width=200,
            disabled=fault is not None,
            key="train",
        )
    if fault:
        st.error(fault)
    if pressed:
        run = store().submit(spec, name.strip() or default, expected_epoch_seconds(spec, planned))
        engine().wake()
        st.query_params["run"] = str(run)
        st.rerun()


def _hindrance(spec: RunSpec) -> str | None:
    """Why a valid spec cannot be trained on this machine now."""
    if spec.hardware.device == "gpu" and (fault := gpu_fault()):
        return f"The settings ask for a GPU. {fault}"
    return datasets.available(spec.data.dataset)


def _default_name(spec: RunSpec) -> str:
    preset = draft.preset()
    changed = spec.architecture != PRESETS[preset].architecture
    return TITLES[preset] + (", changed" if changed else "")


def _figures(spec: RunSpec, summary: Summary, planned: Plan) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.metric("Training images", count(planned.train_images), width=150)
        st.metric("Validation images", count(planned.validation_images), width=150)
        st.metric("Test images", count(planned.test_images), width=150)
        st.metric("Weights", count(summary.weights), width=150)
        st.metric("Steps per epoch", count(planned.steps_per_epoch), width=150)
        st.metric(
            "Multiply-adds per epoch",
            short_count(planned.multiply_adds),
            width=190,
            help="About: a training image costs three passes (forward, and two for the "
            "gradients), a validation image one.",
        )
        st.metric(
            "Memory",
            size(planned.training_bytes),
            width=150,
            help="Estimate of what weights and one mini-batch's maps take in training, on top "
            "of the images and of TensorFlow itself.",
        )
        measure_speed(spec, planned)

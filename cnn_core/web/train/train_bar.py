"""The Train button, and what stands in its way; what the training of the draft will take."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from cnn_core.arithmetic import Summary, check
from cnn_core.figures.theme import count, short_count
from cnn_core.layer_texts import bytes_text
from cnn_core.plan import Plan, plan
from cnn_core.presets import PRESETS, TITLES
from cnn_core.spec import RunSpec, SpecError
from cnn_core.web import draft
from cnn_core.web.hindrance import hindrance
from cnn_core.web.session import engine, store
from cnn_core.web.train.speed import expected_epoch_seconds, measure_speed


@dataclass(frozen=True)
class Intention:
    """A spec that can be trained, and what that will take."""

    spec: RunSpec
    summary: Summary
    plan: Plan


def train_bar() -> Intention | None:
    """The run's name and the Train button; None, with the reasons, where nothing can be trained."""
    try:
        intention = _intention()
    except SpecError as error:
        _refuse(error.faults)
        return None
    default = _default_name(intention.spec)
    fault = hindrance(intention.spec)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input(
            "Name of the run", default, max_chars=100, width=360, key=f"name-{default}"
        )
        pressed = _train_button(disabled=fault is not None)
    if fault:
        st.error(fault)
    if pressed:
        _submit(intention, name.strip() or default)
    return intention


def plan_figures(intention: Intention) -> None:
    """What the training will take, and a button to measure its speed."""
    planned = intention.plan
    with st.container(horizontal=True, vertical_alignment="bottom"):
        _figure("Training images", count(planned.train_images))
        _figure("Validation images", count(planned.validation_images))
        _figure("Test images", count(planned.test_images))
        _figure("Weights", count(intention.summary.weights))
        _figure("Steps per epoch", count(planned.steps_per_epoch))
        _figure(
            "Multiply-adds, epoch",
            short_count(planned.multiply_adds),
            "About: a training image costs three passes (forward, and two for the gradients), "
            "a validation image one.",
        )
        _figure(
            "Memory",
            bytes_text(planned.training_bytes),
            "Estimate of what weights and one mini-batch's maps take in training, on top of the "
            "images and of TensorFlow itself.",
        )
        measure_speed(intention.spec, planned)


def _intention() -> Intention:
    spec = draft.spec()
    summary = check(spec)
    return Intention(spec, summary, plan(spec, summary))


def _refuse(faults: list[str]) -> None:
    _train_button(disabled=True)
    lines = "\n".join(f"- {fault}" for fault in faults)
    st.error(f"This cannot be trained:\n{lines}")


def _train_button(*, disabled: bool) -> bool:
    return st.button(
        "Train",
        type="primary",
        icon=":material/play_arrow:",
        width=200,
        disabled=disabled,
        key="train",
    )


def _submit(intention: Intention, name: str) -> None:
    expected = expected_epoch_seconds(intention.spec, intention.plan)
    run = store().submit(intention.spec, name, expected)
    engine().wake()
    st.query_params["run"] = str(run)
    st.rerun()


def _default_name(spec: RunSpec) -> str:
    preset = draft.preset()
    changed = spec.architecture != PRESETS[preset].architecture
    return TITLES[preset] + (", changed" if changed else "")


def _figure(label: str, value: str, help: str | None = None) -> None:
    st.metric(label, value, help=help, width=150)

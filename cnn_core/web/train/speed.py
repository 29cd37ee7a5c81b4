"""The measured speed of the draft's training on this machine: a few steps, before any run."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from cnn_core.figures.theme import seconds
from cnn_core.jobs import Job
from cnn_core.layers import Architecture
from cnn_core.plan import Plan
from cnn_core.spec import Hardware, RunSpec
from cnn_core.web.session import engine
from cnn_core.web.text import literal

_KEY = "measurement"


@dataclass(frozen=True)
class _Cause:
    """What the time of a step depends on."""

    architecture: Architecture
    hardware: Hardware
    optimizer: str
    batch_size: int
    moves: bool
    widens: bool

    @classmethod
    def of(cls, spec: RunSpec) -> _Cause:
        return cls(
            spec.architecture,
            spec.hardware,
            spec.training.optimizer,
            spec.training.batch_size,
            spec.data.augmentation.moves,
            spec.data.augmentation.widens,
        )


@dataclass(frozen=True)
class _Measurement:
    cause: _Cause
    job: Job[float]


def expected_epoch_seconds(spec: RunSpec, plan: Plan) -> float | None:
    """None where this training's speed has not been measured."""
    found: _Measurement | None = st.session_state.get(_KEY)
    if found is None or found.cause != _Cause.of(spec):
        return None
    if not found.job.done() or found.job.exception():
        return None
    return plan.epoch_seconds(found.job.result())


def measure_speed(spec: RunSpec, plan: Plan) -> None:
    """The expected time of an epoch, or a button that measures it; does not block the page."""
    found: _Measurement | None = st.session_state.get(_KEY)
    if found is None or found.cause != _Cause.of(spec):
        st.metric("Time per epoch", "–", width=150)
        if st.button("Measure speed", key="measure", help="Trains a few steps: about 5 seconds."):
            st.session_state[_KEY] = _Measurement(_Cause.of(spec), engine().calibrate(spec))
            st.rerun()
    elif not found.job.done():
        st.fragment(_wait, run_every=0.5)(found.job)
    elif fault := found.job.exception():
        st.metric("Time per epoch", "unknown", help=literal(str(fault)), width=150)
    else:
        step = found.job.result()
        st.metric(
            "Time per epoch",
            f"about {seconds(plan.epoch_seconds(step))}",
            width=150,
            help=f"{seconds(step)} a step, just measured here. Other work on this machine, "
            "another run for example, slows it down.",
        )


def _wait(job: Job[float]) -> None:
    st.metric("Time per epoch", "…", width=150)
    if job.done():
        st.rerun()

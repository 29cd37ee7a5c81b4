"""Hardware settings of the draft: device, threads, memory, XLA, precision."""

from __future__ import annotations

import streamlit as st

from cnn_core.spec import Hardware
from cnn_core.web import draft, fields
from cnn_core.web.session import engine

STARTING = "Looking for devices: the first worker process is still starting."


def hardware_form() -> None:
    """Show the widgets that apply and put what they say into the draft."""
    hardware = draft.hardware()
    first, second, third = st.columns(3, gap="large")
    with first:
        on_gpu = _device(hardware)
        share = _gpu_memory(hardware) if on_gpu else None
    with second:
        within = fields.whole(
            hardware,
            "intra_op_threads",
            "Threads within an operation",
            help="0: one per processor. Another number of threads gives a slightly different "
            "result, so the number is fixed when the run is queued.",
        )
        between = fields.whole(
            hardware, "inter_op_threads", "Operations at once", help="0: one per processor."
        )
    with third:
        xla = fields.switch(
            hardware, "xla", "Compile with XLA", help="On a CPU it is slower as a rule."
        )
        mixed = fields.switch(
            hardware,
            "mixed_precision",
            "Mixed precision",
            help="Computes in 16-bit floats, keeps the weights in 32. Made for GPUs.",
        )
        log = fields.switch(
            hardware,
            "log_device_placement",
            "Log of device placement",
            help="Which operation runs where, written to the worker's log.",
        )
    draft.set_hardware(
        Hardware(
            device="gpu" if on_gpu else "cpu",
            intra_op_threads=within,
            inter_op_threads=between,
            gpu_memory_share=share,
            xla=xla,
            mixed_precision=mixed,
            log_device_placement=log,
        )
    )


def gpu_fault() -> str | None:
    """Why no GPU can be chosen, in one sentence; None where one can."""
    devices = engine().devices
    if devices is None:
        return engine().reason_no_gpu or STARTING
    if any(device.kind == "gpu" for device in devices):
        return None
    return engine().reason_no_gpu or "There is no GPU on this machine."


def _device(hardware: Hardware) -> bool:
    fault = gpu_fault()
    chosen = hardware.device == "gpu"
    on_gpu = st.toggle(
        "Train on the GPU instead of the CPU",
        value=chosen,
        disabled=bool(fault) and not chosen,
        key=f"device-{draft.generation()}",
    )
    if engine().devices is None:
        st.fragment(_await_devices, run_every=1.0)()
    else:
        st.caption(fault or "One GPU is used.")
    return on_gpu


def _await_devices() -> None:
    st.caption(engine().reason_no_gpu or STARTING)
    if engine().devices is not None:
        st.rerun()


def _gpu_memory(hardware: Hardware) -> float | None:
    share = hardware.gpu_memory_share
    grows = st.toggle(
        "GPU memory grows as needed", value=share is None, key=f"grows-{draft.generation()}"
    )
    if grows:
        return None
    value = share or 0.35
    return st.slider(
        "Share of the GPU's memory",
        min(0.05, value),
        1.0,
        value,
        step=0.05,
        key=f"share-{draft.generation()}",
    )

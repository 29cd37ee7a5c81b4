"""What this machine has and is set to, where a spec or a caller leaves it open."""

from __future__ import annotations

import os
import platform
import re
from contextlib import suppress
from pathlib import Path

from cnn_core.records import StoreError
from cnn_core.spec import Hardware, RunSpec


def fixed_threads(hardware: Hardware) -> Hardware:
    """Thread counts of 0 replaced by this machine's number of processors."""
    processors = os.cpu_count() or 1
    return hardware.model_copy(
        update={
            "intra_op_threads": hardware.intra_op_threads or processors,
            "inter_op_threads": hardware.inter_op_threads or processors,
        }
    )


def with_fixed_threads(spec: RunSpec) -> RunSpec:
    """Another number of threads gives another result, so it must not be left open in a run."""
    return spec.model_copy(update={"hardware": fixed_threads(spec.hardware)})


def processor_name() -> str:
    """What the processor calls itself, "AMD EPYC"; "" where the system does not tell."""
    with suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor()


def slots_from_environment() -> int:
    """`$CNN_LAB_SLOTS`: runs trained at once, 1 by default. Raises StoreError."""
    text = os.environ.get("CNN_LAB_SLOTS", "1")
    if not (text.isdecimal() and int(text) >= 1):
        raise StoreError(f"CNN_LAB_SLOTS: expected a whole number of 1 or more. Received: {text}")
    return int(text)


def scheduler_from_environment() -> str | None:
    """`$CNN_LAB_SCHEDULER`: the address of a Dask scheduler, or None. Raises StoreError."""
    address = os.environ.get("CNN_LAB_SCHEDULER", "").strip()
    if address and not re.fullmatch(r"(tcp|tls)://[^/\s]+:\d{1,5}", address):
        raise StoreError(
            f"CNN_LAB_SCHEDULER: expected an address like tcp://host:8786. Received: {address}"
        )
    return address or None

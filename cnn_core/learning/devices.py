"""Devices and threads: what there is, how a run's choice is put into force, what was really used.

All of it must happen before TensorFlow's first operation: later it refuses.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from typing import Literal

import tensorflow as tf

from cnn_core.learning.network import DtypePolicy
from cnn_core.spec import Hardware


class DeviceUnavailable(Exception):  # noqa: N818 (as DatasetUnavailable)
    """The chosen device is not there; the message is one sentence for the user."""


@dataclass(frozen=True)
class Device:
    kind: Literal["cpu", "gpu"]
    name: str


def detect() -> list[Device]:
    """The CPU and the GPUs that TensorFlow can use. TensorFlow is not initialised by it."""
    gpus = [Device("gpu", _gpu_name(gpu)) for gpu in tf.config.list_physical_devices("GPU")]
    return [Device("cpu", "CPU"), *gpus]


def reason_no_gpu() -> str:
    """Why there is no GPU to choose, in one sentence; empty where there is one."""
    if tf.config.list_physical_devices("GPU"):
        return ""
    if not tf.test.is_built_with_cuda():
        return "This build of TensorFlow cannot use a GPU."
    return "TensorFlow finds no NVIDIA GPU with a driver and CUDA libraries on this machine."


def configure(hardware: Hardware) -> None:
    """Put threads, device, GPU memory and determinism into force for this process.

    Raises DeviceUnavailable where a GPU is chosen and there is none.
    """
    gpus = tf.config.list_physical_devices("GPU")
    if hardware.device == "gpu" and not gpus:
        raise DeviceUnavailable(f"The run asks for a GPU. {reason_no_gpu()}")
    tf.config.threading.set_intra_op_parallelism_threads(hardware.intra_op_threads)
    tf.config.threading.set_inter_op_parallelism_threads(hardware.inter_op_threads)
    tf.config.set_soft_device_placement(False)
    tf.debugging.set_log_device_placement(hardware.log_device_placement)
    if hardware.device == "cpu":
        tf.config.set_visible_devices([], "GPU")
        return
    tf.config.set_visible_devices(gpus[:1], "GPU")
    _limit_memory(gpus[0], hardware.gpu_memory_share)
    # Without it a GPU adds in a different order each time, and a resumed run would differ.
    tf.config.experimental.enable_op_determinism()


def dtype_policy(hardware: Hardware) -> DtypePolicy:
    """Bfloat16 has float32's range, so that the loss needs no scaling."""
    return "mixed_bfloat16" if hardware.mixed_precision else "float32"


def used(tensor: tf.Tensor, hardware: Hardware) -> str:
    """The device that holds a computed tensor: `CPU:0`, or `GPU:0 (its name)`.

    Raises DeviceUnavailable if that is not the kind of device that was chosen.
    """
    place = tf.DeviceSpec.from_string(tensor.device)
    if place.device_type.lower() != hardware.device:
        raise DeviceUnavailable(
            f"The run asks for the device {hardware.device}, but TensorFlow used "
            f"{place.device_type}:{place.device_index}."
        )
    label = f"{place.device_type}:{place.device_index}"
    if hardware.device == "cpu":
        return label
    return f"{label} ({_gpu_name(tf.config.get_visible_devices('GPU')[0])})"


def threads() -> tuple[int, int]:
    """(intra-op, inter-op) threads in force; 0: TensorFlow's choice."""
    threading = tf.config.threading
    return (
        threading.get_intra_op_parallelism_threads(),
        threading.get_inter_op_parallelism_threads(),
    )


def _limit_memory(gpu: tf.config.PhysicalDevice, share: float | None) -> None:
    if share is None:
        tf.config.experimental.set_memory_growth(gpu, True)
        return
    limit = tf.config.LogicalDeviceConfiguration(memory_limit=int(share * _gpu_megabytes()))
    tf.config.set_logical_device_configuration(gpu, [limit])


def _gpu_megabytes() -> float:
    """Memory of the first GPU; TensorFlow itself does not tell."""
    command = ["nvidia-smi", "--query-gpu=memory.total", "--format=csv,noheader,nounits"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
        return float(answer.stdout.split()[0])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError):
        raise DeviceUnavailable(
            "The GPU's memory cannot be shared out, because nvidia-smi does not tell its size."
        ) from None


def _gpu_name(gpu: tf.config.PhysicalDevice) -> str:
    return str(tf.config.experimental.get_device_details(gpu).get("device_name", gpu.name))

from __future__ import annotations

import pytest
import tensorflow as tf

from cnn_core.learning import devices
from cnn_core.learning.devices import DeviceUnavailable
from cnn_core.spec import Hardware
from tests.learning.tiny import TINY

without_gpu = pytest.mark.skipif(
    bool(tf.config.list_physical_devices("GPU")), reason="this machine has a GPU"
)


def test_there_is_always_a_cpu():
    assert devices.detect()[0] == devices.Device("cpu", "CPU")


@without_gpu
def test_a_missing_gpu_is_an_error_with_its_reason():
    assert devices.reason_no_gpu().endswith(".")
    with pytest.raises(DeviceUnavailable, match=r"asks for a GPU\. "):
        devices.configure(Hardware(device="gpu"))


def test_the_device_is_read_from_a_computed_tensor():
    computed = tf.constant([1.0]) + 1
    assert devices.used(computed, Hardware()) == "CPU:0"
    with pytest.raises(DeviceUnavailable, match="device gpu, but TensorFlow used CPU:0"):
        devices.used(computed, Hardware(device="gpu"))


def test_threads_are_those_of_the_spec():
    hardware = TINY.hardware
    assert devices.threads() == (hardware.intra_op_threads, hardware.inter_op_threads)


def test_nothing_is_placed_elsewhere_silently():
    assert not tf.config.get_soft_device_placement()

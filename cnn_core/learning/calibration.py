"""How long a step of a run takes on this machine, measured before the run is started."""

from __future__ import annotations

import time

import numpy as np

from cnn_core import arithmetic
from cnn_core.datasets import Images, Normalization
from cnn_core.learning import devices
from cnn_core.learning.feed import EpochFeed
from cnn_core.learning.state import fresh
from cnn_core.learning.steps import Steps
from cnn_core.spec import CLASSES, RunSpec

WARM_UP_CHUNKS = 3
STEPS = 20
LONGEST_SECONDS = 3.0
"""A slow network is measured with fewer steps."""


def seconds_per_step(spec: RunSpec) -> float:
    """Median seconds of a training step, on random images. Needs a fresh process.

    Raises SpecError, and DeviceUnavailable.
    """
    arithmetic.check(spec)
    devices.configure(spec.hardware)
    training, augmentation = spec.training, spec.data.augmentation
    count = training.batch_size
    state = fresh(spec)
    steps = Steps(state, _random_images(count), _unit(), augmentation, spec.hardware.xla)
    steps.trace()
    chunk = EpochFeed(count, count, training.seed_of_order, 0, augmentation).chunk(0, 1)
    rates = np.full(1, training.learning_rate, np.float32)
    durations: list[float] = []
    while len(durations) < WARM_UP_CHUNKS + STEPS and sum(durations) < LONGEST_SECONDS:
        began = time.perf_counter()
        steps(chunk, rates)
        durations.append(time.perf_counter() - began)
    measured = durations[WARM_UP_CHUNKS:] or durations[-1:]
    return float(np.median(measured))


def _random_images(count: int) -> Images:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (count, 28, 28), dtype=np.uint8)
    return Images(pixels, rng.integers(0, CLASSES, count, dtype=np.uint8))


def _unit() -> Normalization:
    return Normalization(np.array(0, np.float32), np.array(255, np.float32))

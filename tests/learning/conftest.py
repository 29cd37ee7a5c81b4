"""One process runs all tests of this room: its threads are set before TensorFlow's first use."""

from __future__ import annotations

import pytest

from cnn_core import datasets
from cnn_core.learning import devices
from cnn_core.machine import with_fixed_threads
from tests.learning.tiny import TINY


@pytest.fixture(scope="session", autouse=True)
def _configured() -> None:
    """As a worker does it; a second run in the process may only ask for the same."""
    devices.configure(with_fixed_threads(TINY).hardware)


@pytest.fixture(scope="session")
def split() -> datasets.Split:
    """What TINY is trained on: 240 training and 60 validation images."""
    return datasets.prepare(TINY.data, TINY.training.seed)

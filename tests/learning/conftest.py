"""One process runs all tests of this room: its threads are set before TensorFlow's first use."""

from __future__ import annotations

import pytest

from cnn_core import datasets
from tests.learning.tiny import TINY, configure_threads


@pytest.fixture(scope="session", autouse=True)
def _configured() -> None:
    configure_threads()


@pytest.fixture(scope="session")
def split() -> datasets.Split:
    """What TINY is trained on: 240 training and 60 validation images."""
    return datasets.prepare(TINY.data, TINY.training.seed)

from __future__ import annotations

import pytest
import tensorflow as tf

from cnn_core.learning.failures import OUT_OF_MEMORY, sentence
from cnn_core.store import StoreError


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (StoreError("The disk is full."), "The disk is full."),
        (MemoryError(), OUT_OF_MEMORY),
        (tf.errors.ResourceExhaustedError(None, None, "OOM when\nallocating"), OUT_OF_MEMORY),
        (RuntimeError("first\nsecond"), "The training ended with RuntimeError: first"),
    ],
)
def test_every_error_becomes_one_line(error, expected):
    assert sentence(error) == expected

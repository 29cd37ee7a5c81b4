"""Why a run failed, in one sentence for its owner."""

from __future__ import annotations

import tensorflow as tf

from cnn_core.conversion import ConversionError
from cnn_core.datasets import DatasetUnavailable
from cnn_core.foreign.keras_file import ForeignError
from cnn_core.learning.checkpoint import CheckpointError
from cnn_core.learning.devices import DeviceUnavailable
from cnn_core.learning.training import LossNotFiniteError
from cnn_core.spec import SpecError
from cnn_core.store import StoreError

PLAIN = (
    CheckpointError,
    ConversionError,
    DatasetUnavailable,
    DeviceUnavailable,
    ForeignError,
    LossNotFiniteError,
    SpecError,
    StoreError,
)
"""Their messages are such sentences already."""
OUT_OF_MEMORY = (
    "There is not enough memory for this network and mini-batch: "
    "a smaller mini-batch or fewer filters may help."
)


def sentence(error: BaseException) -> str:
    """What went wrong; of an unexpected error its type and the first line of its message."""
    if isinstance(error, PLAIN):
        return str(error)
    if isinstance(error, (MemoryError, tf.errors.ResourceExhaustedError)):
        return OUT_OF_MEMORY
    return f"The training ended with {type(error).__name__}: {str(error).partition(chr(10))[0]}"

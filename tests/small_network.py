"""A small network with random weights, as the browser gets it, for tests that need no training."""

from __future__ import annotations

import numpy as np

from cnn_core.datasets import CLASS_NAMES, Dataset
from cnn_core.layers import Conv2D, Flatten, MaxPooling2D, Output
from cnn_core.normalization import Normalization
from cnn_core.payload import pack

LAYERS = (
    Conv2D(filters=4, kernel_size=(3, 3), activation="relu"),
    MaxPooling2D(pool_size=(4, 4)),
    Flatten(),
    Output(),
)
WEIGHTS = 9 * 4 + 4 + 144 * 10 + 10


def payload(dataset: Dataset = "mnist", scale: float = 0.5) -> bytes:
    """Its weights are normally distributed with a deviation of `scale`, biases too."""
    rng = np.random.default_rng(3)
    shapes = [[(3, 3, 1, 4), (4,)], [], [], [(144, 10), (10,)]]
    tensors = [
        [rng.normal(0, scale, shape).astype(np.float32) for shape in group] for group in shapes
    ]
    bytes_to_shares = Normalization(np.array(0, np.float32), np.array(255, np.float32))
    return pack(LAYERS, tensors, bytes_to_shares, CLASS_NAMES[dataset])

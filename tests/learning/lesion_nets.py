"""Small networks of every kind whose maps are switched off, and Keras' own answers to that."""

from __future__ import annotations

from collections.abc import Sequence

import keras
import numpy as np
from numpy.typing import NDArray

from cnn_core.datasets import CLASS_NAMES
from cnn_core.layers import (
    ActivationLayer,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Layer,
    MaxPooling2D,
    Output,
)
from cnn_core.learning.opened import Opened
from cnn_core.payload import pack
from tests.learning.signed_network import signed_tensors
from tests.payloads import UNIT

STRIDED = Conv2D(filters=5, kernel_size=(3, 3), strides=(4, 4))
SAME = Conv2D(filters=6, kernel_size=(3, 2), padding="same", activation="tanh")
NETS: dict[str, tuple[Layer, ...]] = {
    "conv before conv": (STRIDED, SAME, Flatten(), Output()),
    "pooling between": (STRIDED, MaxPooling2D(), SAME, Flatten(), Dense(units=7), Output()),
    "batch normalisation": (
        STRIDED.model_copy(update={"activation": "linear"}),
        AveragePooling2D(pool_size=(2, 3), padding="same"),
        BatchNormalization(),
        ActivationLayer(activation="sigmoid"),
        Dropout(rate=0.5),
        SAME,
        GlobalAveragePooling2D(),
        Output(activation="sigmoid"),
    ),
    "one map": (STRIDED.model_copy(update={"filters": 1}), Flatten(), Output()),
    "maps of one node": (STRIDED, Conv2D(filters=9, kernel_size=(7, 7)), Flatten(), Output()),
    "strided points": (
        STRIDED,
        Conv2D(filters=4, kernel_size=(1, 1), strides=(2, 2)),
        Flatten(),
        Output(),
    ),
    "no convolution": (Flatten(), Dense(units=8), Dropout(rate=0.2), Dense(units=6), Output()),
}


def payload(name: str) -> bytes:
    """With weights of both signs, the same each time."""
    layers = NETS[name]
    return pack(layers, signed_tensors(layers, 2), UNIT, CLASS_NAMES["mnist"])


class Masked:
    """A network's outputs for images (images, 28, 28) with maps of one layer masked."""

    def __init__(self, opened: Opened, position: int, pixels: NDArray[np.uint8]) -> None:
        before, last = opened.outputs(position), opened.outputs(len(opened.layers) - 1)
        raw = pixels[..., np.newaxis].astype(np.float32)
        self._values = before(raw, training=False).numpy()
        self._behind = keras.Model(before.output, last.output)

    def outputs(self, off: Sequence[int]) -> NDArray[np.float32]:
        """(images, 10)."""
        mask = np.ones(self._values.shape[-1], np.float32)
        mask[list(off)] = 0
        return np.asarray(self._behind(self._values * mask, training=False))

    def answers(self, off: Sequence[int]) -> NDArray[np.intp]:
        """(images,)."""
        return self.outputs(off).argmax(axis=1)

"""Networks with weights of both signs, opened without a training."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
from numpy.typing import NDArray

from cnn_core.datasets import CLASS_NAMES
from cnn_core.layers import Architecture, BatchNormalization, Layer
from cnn_core.learning.opened import Opened
from cnn_core.payload import pack
from tests.payloads import UNIT, random_tensors

Tensors = list[list[NDArray[np.float32]]]


def signed_tensors(layers: tuple[Layer, ...], scale: float = 1) -> Tensors:
    """From -scale / 2 to scale / 2; those of a batch normalisation from 0 to 1."""
    tensors = random_tensors(Architecture(layers=layers))
    return [
        group
        if isinstance(layer, BatchNormalization)
        else [np.float32(scale) * (array - np.float32(0.5)) for array in group]
        for layer, group in zip(layers, tensors, strict=True)
    ]


def context_of(layers: tuple[Layer, ...], tensors: Tensors) -> SimpleNamespace:
    """What a study looks at, of which only the network is there."""
    return SimpleNamespace(opened=Opened(pack(layers, tensors, UNIT, CLASS_NAMES["mnist"])))

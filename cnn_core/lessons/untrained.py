"""A network as it is before its training, for lessons in a store that has no run yet."""

from __future__ import annotations

from functools import cache
from math import prod, sqrt

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic import describe
from cnn_core.datasets import CLASS_NAMES
from cnn_core.normalization import fit
from cnn_core.payload import pack, tensor_shapes
from cnn_core.presets import ARTICLE
from cnn_core.shapes import Shape

SEED = 0
NO_PIXELS = np.zeros((0, 28, 28), np.uint8)
"""The pixels do not matter where they are only brought to 0 to 1."""


@cache
def untrained_payload() -> bytes:
    """The article's network with random weights, drawn as Keras draws them; always the same."""
    rng = np.random.default_rng(SEED)
    layers = ARTICLE.architecture.layers
    rows = describe(ARTICLE.architecture).layers
    tensors = [
        [_drawn(shape, rng) for shape in tensor_shapes(layer, before.output_shape)]
        for layer, before in zip(layers, rows, strict=False)
    ]
    return pack(layers, tensors, fit("unit", NO_PIXELS), CLASS_NAMES["mnist"])


def _drawn(shape: Shape, rng: np.random.Generator) -> NDArray[np.float32]:
    """A kernel (…, inputs, outputs) uniform within ±√(6 / (fan in + fan out)); a bias is 0.

    Glorot and Bengio, Understanding the difficulty of training deep feedforward neural networks,
    2010, formula 16.
    """
    if len(shape) == 1:
        return np.zeros(shape, np.float32)
    places = prod(shape[:-2])
    limit = sqrt(6 / (places * (shape[-2] + shape[-1])))
    return rng.uniform(-limit, limit, shape).astype(np.float32)

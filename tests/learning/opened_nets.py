"""Small networks with chosen weights, opened as a study opens them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cnn_core.datasets import CLASS_NAMES
from cnn_core.layers import Architecture, Layer
from cnn_core.learning.opened import Opened
from cnn_core.payload import pack
from tests.payloads import UNIT, random_tensors


def opened(
    layers: Sequence[Layer], weights: dict[int, Sequence[np.ndarray]] | None = None
) -> Opened:
    """A network on pixels from 0 to 1. `weights`: of the layers at these positions, in place of
    random ones: normal kernels, biases near 0, positive scales and variances."""
    rng = np.random.default_rng(4)
    tensors = random_tensors(Architecture(layers=tuple(layers)))
    for position, group in enumerate(tensors):
        if len(group) == 2:
            kernel, bias = group
            scale = np.prod(kernel.shape[:-1]) ** -0.5
            tensors[position] = [
                rng.normal(0, scale, kernel.shape).astype(np.float32),
                rng.normal(0, 0.01, bias.shape).astype(np.float32),
            ]
    for position, group in (weights or {}).items():
        tensors[position] = [np.asarray(each, np.float32) for each in group]
    return Opened(pack(tuple(layers), tensors, UNIT, CLASS_NAMES["mnist"]))

"""Payloads with random weights, made without Keras."""

from __future__ import annotations

import struct
from math import prod

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic import describe
from cnn_core.datasets import CLASS_NAMES
from cnn_core.layers import Architecture
from cnn_core.normalization import Normalization
from cnn_core.payload import pack, read_header, tensor_shapes

UNIT = Normalization(np.array(0, np.float32), np.array(255, np.float32))


def random_tensors(architecture: Architecture, seed: int = 0) -> list[list[NDArray[np.float32]]]:
    """Arrays of each layer from 0 to 1, as variances must be."""
    rng = np.random.default_rng(seed)
    inputs = [row.output_shape for row in describe(architecture).layers]
    return [
        [rng.random(shape, np.float32) for shape in tensor_shapes(layer, before)]
        for layer, before in zip(architecture.layers, inputs, strict=False)
    ]


def payload(architecture: Architecture, normalization: Normalization = UNIT) -> bytes:
    """A sound payload of the network."""
    tensors = random_tensors(architecture)
    return pack(architecture.layers, tensors, normalization, CLASS_NAMES["mnist"])


def tensors_of(data: bytes) -> list[NDArray[np.float32]]:
    """The layers' arrays in a payload whose normalisation is two numbers."""
    (length,) = struct.unpack_from("<I", data)
    offset = 4 + length + 2 * 4
    arrays = []
    for shape, dtype in list(read_header(data).tensors)[2:]:
        arrays.append(np.frombuffer(data, dtype, prod(shape), offset).reshape(shape))
        offset += arrays[-1].nbytes
    return arrays

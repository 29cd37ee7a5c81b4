"""A copy of a network whose maps and units are in another order: it answers the same."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnn_core.arithmetic import describe
from cnn_core.layers import (
    Architecture,
    BatchNormalization,
    ClusterDistances,
    Conv2D,
    Dense,
    Flatten,
)
from cnn_core.payload import pack, unpack

Orders = dict[int, NDArray[np.intp]]


def permuted(payload: bytes, seed: int = 0) -> tuple[bytes, Orders]:
    """The copy, and for each matched layer which of its units is the original's first, second …"""
    network = unpack(payload)
    rng = np.random.default_rng(seed)
    layers = network.header.layers
    rows = describe(Architecture(layers=layers)).layers
    taken = np.arange(1)  # of the layer before: which original channel stands at each place
    orders: Orders = {}
    tensors = []
    for i, (layer, group) in enumerate(zip(layers, network.tensors, strict=True)):
        arrays = group
        if isinstance(layer, Flatten):
            numbered = np.arange(np.prod(rows[i].output_shape)).reshape(rows[i].output_shape)
            taken = numbered[..., taken].ravel()
        elif isinstance(layer, BatchNormalization):
            arrays = tuple(each[taken] for each in arrays)
        elif isinstance(layer, ClusterDistances):
            taken = rng.permutation(layer.clusters)
            orders[i] = np.argsort(taken)
            arrays = tuple(each[..., taken] for each in arrays)
        elif arrays:
            kernel, bias = arrays[0][..., taken, :], arrays[1]
            if isinstance(layer, Conv2D | Dense):
                taken = rng.permutation(len(bias))
                orders[i] = np.argsort(taken)
                kernel, bias = kernel[..., taken], bias[taken]
            arrays = kernel, bias
        tensors.append(arrays)
    return pack(layers, tensors, network.normalization, network.header.classes), orders

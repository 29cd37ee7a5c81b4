"""The order of one network's channels told in another's, carried from layer to layer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnn_core.agreement.matching import Order
from cnn_core.layers import Flatten, Layer
from cnn_core.shapes import Shape


def behind(layer: Layer, order: Order, shape: Shape) -> Order:
    """The order of the outputs of a layer without weights of its own across channels.

    `order` is that of its input, of `shape` (height, width, channels) or (units,). Pooling, batch
    normalisation, activation, dropout and the global average keep channels where they are; Flatten
    lays them out position by position, as Keras does (channels last).
    """
    if not isinstance(layer, Flatten):
        return order
    places = np.arange(int(np.prod(shape[:-1]))) * shape[-1]
    laid_out: Order = (places[:, np.newaxis] + order).reshape(-1)
    return laid_out


def reordered(kernel: NDArray[np.float32], order: Order) -> NDArray[np.float32]:
    """A kernel (height, width, channels, filters) or (inputs, units), its inputs in this order."""
    return np.take(kernel, order, axis=-2)

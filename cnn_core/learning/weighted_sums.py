"""What single maps add to the weighted sums of the layer that reads them, many maps at once."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf

from cnn_core.layers import Conv2D, Dense, Output
from cnn_core.payload import Network


class WeightedSums:
    """The convolution or dense layer at a position of a network, on inputs with so many maps.

    Inputs are (batch, height, width, maps), or flat with the maps as the last axis of what was
    flattened; sums are the layer's output before its activation.
    """

    def __init__(self, network: Network, position: int, maps: int) -> None:
        layer = network.header.layers[position]
        if not isinstance(layer, Conv2D | Dense | Output):
            raise ValueError(f"Expected a layer of weighted sums. Received: {layer.kind}")
        self._layer = layer
        self._maps = maps
        self.activate = keras.activations.get(layer.activation)
        kernel, self.bias = network.tensors[position]
        taps = kernel.reshape(-1, maps, kernel.shape[-1])
        self._kernels = tf.constant(np.ascontiguousarray(taps.transpose(1, 0, 2)))

    def each(self, inputs: tf.Tensor, maps: tf.Tensor) -> tf.Tensor:
        """What these maps (n,) add, each by itself: (n, batch, …, columns), without the bias."""
        taps, places = self._taps(inputs, maps)
        sums = tf.matmul(taps, tf.gather(self._kernels, maps))
        return tf.reshape(sums, (tf.size(maps), tf.shape(inputs)[0], *places, sums.shape[-1]))

    def _taps(self, inputs: tf.Tensor, maps: tf.Tensor) -> tuple[tf.Tensor, list[tf.Tensor]]:
        """Of each map what each sum of it reads, (n, sums, taps), and the shape (…) of the sums."""
        if isinstance(self._layer, Conv2D):
            patches = tf.image.extract_patches(
                tf.gather(inputs, maps, axis=-1),
                (1, *self._layer.kernel_size, 1),
                (1, *self._layer.strides, 1),
                (1, 1, 1, 1),
                self._layer.padding.upper(),
            )
            places = tf.unstack(tf.shape(patches)[1:3])
        else:
            patches = tf.gather(tf.reshape(inputs, (-1, self._maps)), maps, axis=-1)
            places = []
        taps = self._kernels.shape[1]
        by_place = tf.reshape(patches, (-1, taps, tf.size(maps)))
        return tf.transpose(by_place, (2, 0, 1)), places

"""A network made from a payload, to be looked into: each layer's outputs, in inference mode."""

from __future__ import annotations

from functools import cached_property

import keras

from cnn_core import spec
from cnn_core.layers import Architecture
from cnn_core.learning import network
from cnn_core.learning.weights import position
from cnn_core.payload import unpack


class Opened:
    """The network of a payload, on raw pixels. Call its models with `training=False`.

    Positions are those of the spec's list of layers, from 0. Raises PayloadError.
    """

    def __init__(self, payload: bytes) -> None:
        self.network = unpack(payload)
        self.layers = self.network.header.layers
        self._tensors: dict[int, keras.KerasTensor] = {}
        model = network.build(Architecture(layers=self.layers), seed=0)
        self._pixels = keras.Input(spec.INPUT_SHAPE, name="pixels")
        value = network.normalization_layer(self.network.normalization)(self._pixels)
        for layer in model.layers[1:]:
            if layer.weights:
                layer.set_weights(self.network.tensors[position(layer)])
            self._last_input, value = value, layer(value)
            self._tensors[position(layer)] = value
            self._last = layer

    def outputs(self, *positions: int) -> keras.Model:
        """From raw pixels, float32 (batch, 28, 28, 1), to the outputs of these layers.

        A single tensor for one position, a list for several.
        """
        wanted = [self._tensors[each] for each in positions]
        return keras.Model(self._pixels, wanted[0] if len(wanted) == 1 else wanted)

    @cached_property
    def logits(self) -> keras.Model:
        """From raw pixels to the output layer before its activation, (batch, 10)."""
        plain = keras.layers.Dense(spec.CLASSES, name="logits")
        model = keras.Model(self._pixels, plain(self._last_input))
        plain.set_weights(self._last.get_weights())
        return model

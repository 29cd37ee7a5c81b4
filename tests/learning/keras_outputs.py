"""Keras as the oracle of a forward pass: a model with random weights, and every layer's output."""

from __future__ import annotations

import keras
import numpy as np
from numpy.typing import NDArray

from cnn_core.layers import Architecture, Conv2D
from cnn_core.learning import network
from cnn_core.normalization import Normalization
from cnn_core.shapes import effect
from cnn_core.spec import INPUT_SHAPE

Array = NDArray[np.float32]


def random_model(architecture: Architecture, rng: np.random.Generator) -> keras.Model:
    """Weights as after a training: biases other than 0, variances above 0, centres in place."""
    model = network.build(architecture, int(rng.integers(2**31)))
    for layer in model.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.set_weights([rng.uniform(0.5, 2, w.shape) for w in layer.get_weights()])
        elif isinstance(layer, keras.Model):
            centres = rng.uniform(0, 1, (layer.output_shape[-1], 784))
            layer.set_weights([centres.T, -np.square(centres).sum(axis=1) / 2])
        elif layer.weights:
            kernel, bias = layer.get_weights()
            layer.set_weights([kernel, rng.normal(0, 0.1, bias.shape)])
    return model


def outputs(model: keras.Model, inputs: Array) -> list[Array]:
    """Each position's output for normalised images (batch, 28, 28, 1)."""
    by_position: dict[str, Array] = {}
    values = inputs
    for layer in model.layers[1:]:
        values = layer(values)
        by_position[layer.name.rpartition("_")[2]] = np.asarray(values)
    return list(by_position.values())


def random_normalization(rng: np.random.Generator, per_pixel: bool) -> Normalization:
    """To inputs from -2 to 5: sums of far larger ones differ in Keras' 32 bits alone."""
    shape = (28, 28) if per_pixel else ()
    return Normalization(
        np.asarray(rng.uniform(0, 100, shape), np.float32),
        np.asarray(rng.uniform(50, 255, shape), np.float32),
    )


def reads_beyond_its_input(architecture: Architecture) -> bool:
    """Whether TensorFlow with oneDNN gives random results: a fault of its own.

    Convolutions of one channel to one pixel's width, by kernels about as wide as the map.
    """
    shape: tuple[int, ...] = INPUT_SHAPE
    for layer in architecture.layers:
        before, shape = shape, effect(layer, shape).output_shape
        if isinstance(layer, Conv2D) and before[2] == 1 and shape[1] == 1:
            return True
    return False

"""A saved network for runtimes that know fewer types and layers than Keras."""

from __future__ import annotations

import keras
import numpy as np

from cnn_core import spec
from cnn_core.conversion import ConversionError
from cnn_core.layers import Architecture
from cnn_core.learning import network
from cnn_core.learning.network import DtypePolicy
from cnn_core.learning.state import Array


def rebuilt(
    model: keras.Model, architecture: Architecture, policy: DtypePolicy = "float32"
) -> keras.Model:
    """A saved model's network built anew, with its weights and without its normalisation.

    Input: float32 (batch, 28, 28, 1), normalised; output: (batch, 10). Raises ConversionError.
    """
    plain = network.build(architecture, 0, policy)
    try:
        for layer in plain.layers[1:]:
            layer.set_weights(model.get_layer(layer.name).get_weights())
        model.get_layer("normalization")
    except ValueError:
        reason = "The saved model does not have the layers that the run's settings name."
        raise ConversionError(reason) from None
    return plain


def shift_and_scale(model: keras.Model) -> tuple[Array, Array]:
    """Mean and deviation of a saved model's normalisation: (pixels - mean) / deviation.

    Both (1, 1, 1, 1), or (1, 28, 28, 1) where each pixel has its own.
    """
    layer = model.get_layer("normalization")
    deviation = np.sqrt(np.asarray(layer.variance))
    return np.asarray(layer.mean), np.maximum(deviation, keras.config.epsilon())


def cropped(model: keras.Model, plain: keras.Model) -> keras.Model:
    """The saved model on raw pixels, made of the plain network's layers, without idle rows.

    LiteRT's default delegate computes a convolution wrongly that has `padding="same"` and strides
    over its input's last rows or columns: without those it is the same function.
    """
    inputs = keras.Input(spec.INPUT_SHAPE, name="pixels")
    outputs = model.get_layer("normalization")(inputs)
    for layer in plain.layers[1:]:
        if isinstance(layer, keras.layers.Conv2D) and layer.padding == "same":
            outputs = _without_idle(outputs, layer)
        outputs = layer(outputs)
    return keras.Model(inputs, outputs, name="network_on_pixels")


def _without_idle(value: keras.KerasTensor, layer: keras.layers.Conv2D) -> keras.KerasTensor:
    """The tensor (batch, height, width, channels) without the last rows and columns that no
    window of the convolution reaches."""
    sides = zip(value.shape[1:3], layer.kernel_size, layer.strides, strict=True)
    idle = [
        (0, max(side - (-(-side // stride) - 1) * stride - size, 0)) for side, size, stride in sides
    ]
    return keras.layers.Cropping2D(tuple(idle))(value) if any(map(sum, idle)) else value

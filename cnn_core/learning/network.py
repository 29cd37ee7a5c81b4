"""From a spec's architecture to a Keras model."""

from __future__ import annotations

from typing import Literal

import keras
import numpy as np

from cnn_core import layers, spec
from cnn_core.learning.clusters import distances
from cnn_core.normalization import Normalization
from cnn_core.strided_points import split_strided_points

DtypePolicy = Literal["float32", "mixed_bfloat16"]


def build(
    architecture: layers.Architecture, seed: int, dtype_policy: DtypePolicy = "float32"
) -> keras.Model:
    """The network with its initial weights, which depend on `seed` and the layers alone.

    Cluster centres, which depend on images, are 0: see `cnn_core.learning.clusters`.

    Input: float32 (batch, 28, 28, 1), normalised. Output: float32 (batch, 10), whatever the policy.
    Layers are named by kind and position: `conv2d_0`, `max_pooling2d_1`, … `output_7`. A strided
    1×1 convolution is two layers of one position: see `cnn_core.strided_points`.
    The architecture must have passed `cnn_core.arithmetic.check`.
    """
    inputs = keras.Input(spec.INPUT_SHAPE, name="normalized")
    outputs = inputs
    for index, layer in enumerate(architecture.layers):
        for part in split_strided_points(layer):
            outputs = _layer(part, index, _layer_seed(seed, index), dtype_policy)(outputs)
    return keras.Model(inputs, outputs, name="network")


def with_normalization(model: keras.Model, normalization: Normalization) -> keras.Model:
    """The same layers behind a layer of constants: input is raw pixels, float32 0 to 255.

    Weights are shared with `model`, and none are added. The result has no layers of our own, so
    that a saved file loads in any Keras 3 with safe_mode=True.
    """
    inputs = keras.Input(spec.INPUT_SHAPE, name="pixels")
    outputs = normalization_layer(normalization)(inputs)
    for layer in model.layers[1:]:
        outputs = layer(outputs)
    return keras.Model(inputs, outputs, name="network_on_pixels")


def normalization_layer(normalization: Normalization) -> keras.layers.Layer:
    """From raw pixels (batch, 28, 28, 1) to what `build`'s network takes, by constants.

    Scalars stay scalars; (28, 28) arrays become one constant per pixel.
    """
    mean, variance = normalization.mean, normalization.variance
    if mean.ndim == 0:
        return keras.layers.Normalization(
            axis=None, mean=float(mean), variance=float(variance), name="normalization"
        )
    return keras.layers.Normalization(
        axis=(1, 2, 3),
        mean=mean[..., np.newaxis],
        variance=variance[..., np.newaxis],
        name="normalization",
    )


def _layer_seed(seed: int, index: int) -> int:
    """A seed of its own for each layer: equal layers of one network must not start equal."""
    return int(np.random.SeedSequence([seed, index]).generate_state(1)[0])


def _l2(factor: float) -> keras.regularizers.Regularizer | None:
    return keras.regularizers.L2(factor) if factor else None


def _layer(  # noqa: PLR0911 (one case per kind)
    layer: layers.Layer, index: int, seed: int, policy: DtypePolicy
) -> keras.layers.Layer:
    name = f"{layer.kind}_{index}"
    match layer:
        case layers.Conv2D():
            return keras.layers.Conv2D(
                filters=layer.filters,
                kernel_size=layer.kernel_size,
                strides=layer.strides,
                padding=layer.padding,
                activation=layer.activation,
                kernel_initializer=keras.initializers.GlorotUniform(seed),
                kernel_regularizer=_l2(layer.l2),
                dtype=policy,
                name=name,
            )
        case layers.MaxPooling2D():
            return keras.layers.MaxPooling2D(
                layer.pool_size, layer.strides, layer.padding, dtype=policy, name=name
            )
        case layers.AveragePooling2D():
            return keras.layers.AveragePooling2D(
                layer.pool_size, layer.strides, layer.padding, dtype=policy, name=name
            )
        case layers.BatchNormalization():
            return keras.layers.BatchNormalization(
                momentum=layer.momentum, gamma_regularizer=_l2(layer.l2), dtype=policy, name=name
            )
        case layers.ActivationLayer():
            return keras.layers.Activation(layer.activation, dtype=policy, name=name)
        case layers.Dropout():
            return keras.layers.Dropout(layer.rate, seed=seed, dtype=policy, name=name)
        case layers.ClusterDistances():
            return distances(layer, name)
        case layers.Flatten():
            return keras.layers.Flatten(dtype=policy, name=name)
        case layers.GlobalAveragePooling2D():
            return keras.layers.GlobalAveragePooling2D(dtype=policy, name=name)
        case layers.Dense():
            return _dense(layer.units, layer, seed, policy, name)
        case layers.Output():
            # 16-bit probabilities would spoil the loss: the last layer always computes in 32.
            return _dense(spec.CLASSES, layer, seed, "float32", name)


def _dense(
    units: int, layer: layers.Dense | layers.Output, seed: int, policy: DtypePolicy, name: str
) -> keras.layers.Layer:
    return keras.layers.Dense(
        units,
        activation=layer.activation,
        kernel_initializer=keras.initializers.GlorotUniform(seed),
        kernel_regularizer=_l2(layer.l2),
        dtype=policy,
        name=name,
    )

"""Receptive fields and steps, against the gradient of one node with respect to the image."""

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf
from hypothesis import given, settings

from cnn_core.arithmetic import describe
from cnn_core.layers import (
    ActivationLayer,
    Architecture,
    AveragePooling2D,
    Conv2D,
    Layer,
    MaxPooling2D,
    Pair,
)
from cnn_core.learning.network import build
from cnn_core.presets import PRESETS
from tests.strategies import maps_layers

Span = tuple[int, int]
"""First and last pixel on one axis."""


def transparent(layer: Layer) -> Layer:
    """A layer of the same geometry through which every gradient passes."""
    match layer:
        case Conv2D():
            return layer.model_copy(update={"activation": "linear"})
        case ActivationLayer():
            return ActivationLayer(activation="linear")
        case MaxPooling2D():
            return AveragePooling2D(**layer.model_dump(exclude={"kind"}))
        case _:
            return layer


def network_on(sides: Pair, layers: tuple[Layer, ...]) -> keras.Model:
    """The layers with positive kernels, on an image of any size."""
    built = build(Architecture(layers=tuple(map(transparent, layers))), seed=0)
    inputs = outputs = keras.Input((*sides, 1))
    for layer in built.layers[1:]:
        if isinstance(layer, keras.layers.Conv2D):
            layer.kernel.assign(np.ones(layer.kernel.shape))
        outputs = layer(outputs)
    return keras.Model(inputs, outputs)


def seen_by(model: keras.Model, node: Pair) -> tuple[Span, Span]:
    """Rows and columns of the image on which the node depends."""
    image = tf.ones((1, *model.input_shape[1:]))
    with tf.GradientTape() as tape:
        tape.watch(image)
        value = model(image)[0, node[0], node[1], 0]
    gradient = tape.gradient(value, image).numpy()[0, :, :, 0]
    rows, columns = np.nonzero(gradient)
    return (rows.min(), rows.max()), (columns.min(), columns.max())


def measured(layers: tuple[Layer, ...], sides: Pair) -> tuple[Pair, Pair]:
    """Field and step in the middle of an image that is large enough to have no edges there."""
    model = network_on(sides, layers)
    height, width = model.output_shape[1:3]
    here = seen_by(model, (height // 2, width // 2))
    next_one = seen_by(model, (height // 2 + 1, width // 2 + 1))
    field = (here[0][1] - here[0][0] + 1, here[1][1] - here[1][0] + 1)
    return field, (next_one[0][0] - here[0][0], next_one[1][0] - here[1][0])


@given(maps_layers(largest=3))
@settings(max_examples=30)
def test_fields_and_steps_are_those_of_the_gradient(layers: tuple[Layer, ...]) -> None:
    row = describe(Architecture(layers=layers)).layers[-1]
    assert row.receptive_field is not None
    assert row.step is not None
    sides = tuple(
        2 * size + 4 * step for size, step in zip(row.receptive_field, row.step, strict=True)
    )
    assert measured(layers, sides) == (row.receptive_field, row.step)


def test_every_layer_of_the_article_s_network() -> None:
    layers = PRESETS["article"].architecture.layers[:5]
    figures = [measured(layers[: count + 1], (64, 64)) for count in range(5)]
    assert figures == [
        ((3, 3), (1, 1)),
        ((4, 4), (2, 2)),
        ((8, 8), (2, 2)),
        ((10, 10), (4, 4)),
        ((18, 18), (4, 4)),
    ]


def test_the_pooling_that_takes_the_largest_sees_as_far() -> None:
    """Brightening one row or column of the image at a time changes the node's value."""
    layers = PRESETS["article"].architecture.layers[:5]
    model = build(Architecture(layers=layers), seed=0)
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D):
            layer.kernel.assign(np.ones(layer.kernel.shape))
    images = np.ones((29, 28, 28, 1), np.float32)
    for row in range(28):
        images[row, row] = 2
    values = model(images).numpy()[:, 1, 1, 0]
    changed = np.flatnonzero(values[:28] != values[28])
    assert (changed.min(), changed.max()) == (4, 21)

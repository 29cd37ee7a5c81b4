"""A relu through which gradients pass also where it says nothing, to wake silent nodes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import keras
import tensorflow as tf

SHARE = 0.1
"""Of the gradient, that passes where the relu says nothing. With more, maps of the article's first
layer ended lower."""

Gradient = Callable[[tf.Tensor], tf.Tensor]


@contextmanager
def waking(model: keras.Model) -> Iterator[None]:
    """What is traced inside computes the same, but with the gradients of `waking_relu`."""
    relus = [each for each in model.layers if _activation(each) is keras.activations.relu]
    for layer in relus:
        layer.activation = waking_relu
    try:
        yield
    finally:
        for layer in relus:
            layer.activation = keras.activations.relu


@tf.custom_gradient  # type: ignore[untyped-decorator]
def waking_relu(values: tf.Tensor) -> tuple[tf.Tensor, Gradient]:
    """Relu, with the gradient of a leaky one."""

    def gradient(behind: tf.Tensor) -> tf.Tensor:
        return tf.where(values > 0, behind, SHARE * behind)

    return tf.nn.relu(values), gradient


def _activation(layer: keras.layers.Layer) -> object:
    return getattr(layer, "activation", None)

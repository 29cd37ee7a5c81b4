"""A relu that lets gradients through where it says nothing at all, to wake silent maps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import keras
import tensorflow as tf

Gradient = Callable[[tf.Tensor], tf.Tensor]


@contextmanager
def waking(model: keras.Model) -> Iterator[None]:
    """What is traced inside computes the same, but with `waking_relu` in place of relu."""
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
    """Relu. For an image with which no gradient comes through, all of it does, as if linear.

    After "redirected relu" of C. Olah, A. Mordvintsev and L. Schubert, "Feature Visualization"
    (Distill, 2017), code. values: (batch, …).
    """

    def gradient(behind: tf.Tensor) -> tf.Tensor:
        before = tf.where(values > 0, behind, 0.0)
        inner = list(range(1, len(values.shape)))
        blocked = tf.reduce_all(tf.equal(before, 0.0), axis=inner, keepdims=True)
        return tf.where(blocked, behind, before)

    return tf.nn.relu(values), gradient


def _activation(layer: keras.layers.Layer) -> object:
    return getattr(layer, "activation", None)

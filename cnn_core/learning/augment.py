"""The changes of `cnn_core.augmentation` in TensorFlow, inside the graph of a training step."""

from __future__ import annotations

import tensorflow as tf

from cnn_core.augmentation import Changes
from cnn_core.spec import Augmentation


class Augment:
    """`augmentation.apply` for tensors. Kinds of change that are off are not in the graph.

    TensorFlow has no XLA kernel for a transform: call it outside what is compiled with XLA.
    """

    def __init__(self, augmentation: Augmentation) -> None:
        self._moves = augmentation.moves
        self._widens = augmentation.widens

    def __call__(self, images: tf.Tensor, changes: Changes) -> tf.Tensor:
        """Change each image in its own way.

        Args:
            images: (batch, height, width, 1) float32 raw pixels, not yet normalised.
            changes: Tensors (batch, 8) and (batch,).

        Returns:
            Tensor like `images`.
        """
        if self._moves:
            images = _moved(images, changes.transforms)
        return _widened(images, changes.line_widths) if self._widens else images


def _moved(images: tf.Tensor, transforms: tf.Tensor) -> tf.Tensor:
    """Bilinear, 0 (ground) outside the image."""
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=transforms,
        output_shape=tf.shape(images)[1:3],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )


def _widened(images: tf.Tensor, line_widths: tf.Tensor) -> tf.Tensor:
    share = line_widths[:, tf.newaxis, tf.newaxis, tf.newaxis] / 2
    # To thin the ink is to thicken the ground: one dilation serves both.
    sign = tf.where(share < 0, -1.0, 1.0)
    signed = sign * images
    return images + share * (_dilated(signed) - signed)


def _dilated(images: tf.Tensor) -> tf.Tensor:
    """The largest value in a cross of five pixels; what lies outside the image does not count."""
    rows = tf.nn.max_pool2d(images, (3, 1), 1, "SAME")
    return tf.maximum(rows, tf.nn.max_pool2d(images, (1, 3), 1, "SAME"))

"""The transforms of `cnn_core.augmentation` in TensorFlow, inside the graph of a training step."""

from __future__ import annotations

import tensorflow as tf


def augment(images: tf.Tensor, transforms: tf.Tensor) -> tf.Tensor:
    """Move each image by its own transform: bilinear, 0 (ground) outside the image.

    TensorFlow has no XLA kernel for it: call it outside what is compiled with XLA.

    Args:
        images: (batch, height, width, 1) float32 raw pixels, not yet normalised.
        transforms: (batch, 8) float32, from output to input pixels.

    Returns:
        Tensor like `images`.
    """
    return tf.raw_ops.ImageProjectiveTransformV3(
        images=images,
        transforms=transforms,
        output_shape=tf.shape(images)[1:3],
        fill_value=0.0,
        interpolation="BILINEAR",
        fill_mode="CONSTANT",
    )

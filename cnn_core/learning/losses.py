"""The loss that goes with a network's output."""

from __future__ import annotations

import keras
import tensorflow as tf

from cnn_core.layers import LOSSES


def losses(model: keras.Model, targets: tf.Tensor, outputs: tf.Tensor) -> tf.Tensor:
    """Each image's loss in nats, float32 (batch,), from one-hot targets and outputs (batch, 10).

    A sigmoid's binary cross-entropy is the mean over its ten questions. Keras would accept
    categorical cross-entropy behind a sigmoid, and then train it as if it were a softmax.
    """
    activation = keras.activations.serialize(model.layers[-1].activation)
    name = LOSSES["sigmoid" if activation == "sigmoid" else "softmax"]
    return keras.losses.get(name)(targets, outputs)

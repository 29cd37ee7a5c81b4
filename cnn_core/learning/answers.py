"""What the maps or units of one layer answer to images, for studies of single maps."""

from __future__ import annotations

from collections.abc import Callable

import keras
import tensorflow as tf

from cnn_core.inside.sight import with_outputs
from cnn_core.layer_outputs import map_shapes
from cnn_core.layer_texts import numbered_title
from cnn_core.layers import Output
from cnn_core.learning.opened import Opened

Compiled = Callable[..., tuple[tf.Tensor, ...]]
"""What tf.function makes of a function of tensors that gives several."""
NO_NUMBERS = "The network's answers are no numbers: there is nothing to see in it."


class Answers:
    """Only the part of the network up to the layer is computed. Units are maps of one node each.

    Classes answer with their logits. Raises ValueError for a layer without maps or units.
    """

    def __init__(self, opened: Opened, position: int) -> None:
        check_position(opened, position)
        classes = isinstance(opened.layers[position], Output)
        self.model: keras.Model = opened.logits if classes else opened.outputs(position)
        self.shape = map_shapes(opened.layers)[position]
        """(height, width, maps)."""

    def __call__(self, pixels: tf.Tensor) -> tf.Tensor:
        """From raw pixels, float32 (batch, 28, 28, 1), to (batch, height, width, maps)."""
        return tf.reshape(self.model(pixels, training=False), (-1, *self.shape))

    def means(self, pixels: tf.Tensor) -> tf.Tensor:
        """The mean of each map over its nodes, (batch, maps)."""
        return tf.reduce_mean(self(pixels), axis=(1, 2))


def check_position(opened: Opened, position: int) -> None:
    """Raises ValueError unless the layer there has maps or units; its text counts from 1."""
    if position not in with_outputs(opened.layers):
        received = (
            numbered_title(position, opened.layers[position])
            if position < len(opened.layers)
            else position + 1
        )
        raise ValueError(f"layer: expected one with maps or units of its own. Received: {received}")

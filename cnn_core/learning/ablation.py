"""Each of the last maps set to 0 in turn, and what the layers behind it then compute."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.inside import survey_layers
from cnn_core.learning.opened import Opened
from cnn_core.spec import CLASSES

Sums = tuple[tf.Tensor, tf.Tensor]
Fall = Callable[[tf.Tensor, tf.Tensor, NDArray[np.uint8], NDArray[np.int32]], Sums]
NUMBERS_AT_ONCE = 4_000_000
"""In the maps of a batch, each time with another map switched off: 16 MB."""


class Ablation:
    """How far logits fall when a map is set to 0, summed over the images of each class.

    Of the maps of `survey_layers.source`, for the first `survey_layers.ablated_images` images.
    """

    def __init__(self, opened: Opened, images: int) -> None:
        position = survey_layers.source(opened.layers)
        self._left = survey_layers.ablated_images(opened.layers, images)
        self.images = np.zeros(CLASSES, np.int64)
        """(10,): of each class."""
        shape = (0,) if position is None else opened.outputs(position).output_shape[1:]
        self._numbers, self._maps = prod(shape), shape[-1]
        self.falls = np.zeros((CLASSES, self._maps, CLASSES))
        """(10, maps, 10): of images of the first class, the second class's logits."""
        self.squares = np.zeros_like(self.falls)
        """The same of (fall of the second class's logit - fall of the first class's)²."""
        if position is not None:
            self._fall = _faller(opened, position)

    def look_at(self, maps: tf.Tensor, logits: tf.Tensor, labels: NDArray[np.uint8]) -> None:
        """Take in a batch: the maps (batch, height, width, maps) or units (batch, units), and the
        logits (batch, 10) that they lead to. Beyond the number of images it does nothing."""
        count = min(self._left, len(labels))
        if count == 0:
            return
        self._left -= count
        self.images += np.bincount(labels[:count], minlength=CLASSES)
        at_once = max(1, NUMBERS_AT_ONCE // (count * self._numbers))
        for start in range(0, self._maps, at_once):
            off = np.arange(start, min(start + at_once, self._maps), dtype=np.int32)
            falls, squares = self._fall(maps[:count], logits[:count], labels[:count], off)
            self.falls[:, off] += falls
            self.squares[:, off] += squares


def _faller(opened: Opened, position: int) -> Fall:
    """From maps, their logits, labels and the numbers of the maps to switch off to the sums of
    falls and squares, (10, maps switched off, 10) each."""
    behind = keras.Model(opened.outputs(position).output, opened.logits.output)
    shape = opened.outputs(position).output_shape[1:]

    def fall(maps: tf.Tensor, logits: tf.Tensor, labels: tf.Tensor, off: tf.Tensor) -> Sums:
        kept = 1 - tf.one_hot(off, shape[-1])
        kept = tf.reshape(kept, (-1, *[1] * len(shape), shape[-1]))
        without = behind(tf.reshape(kept * maps, (-1, *shape)), training=False)
        falls = logits - tf.reshape(without, (tf.size(off), -1, CLASSES))
        of_class = tf.one_hot(labels, CLASSES)
        own = tf.einsum("nc,mnc->mn", of_class, falls)
        squares = (falls - own[..., tf.newaxis]) ** 2
        sums = (tf.einsum("nc,mnk->cmk", of_class, each) for each in (falls, squares))
        return tuple(sums)

    compiled: Fall = tf.function(
        fall,
        input_signature=[
            tf.TensorSpec((None, *shape), tf.float32),
            tf.TensorSpec((None, CLASSES), tf.float32),
            tf.TensorSpec((None,), tf.uint8),
            tf.TensorSpec((None,), tf.int32),
        ],
    )
    return compiled

"""Gradient ascent on images: many at once, each for a map of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.learning.answers import Answers, Compiled
from cnn_core.learning.waking import waking
from cnn_core.spec import INPUT_SHAPE

FIRST_STEP = 60.0
"""Grey levels, root mean square over the pixels, by which the first step moves them. Of the rules
tried on the article's network this came farthest: the sign of the gradient, momentum and Adam at
three lengths each reached up to 7 % less."""
LAST_STEP = 1.0
EVALUATIONS_AT_ONCE = 10
"""Between two reports of progress."""

Values = NDArray[np.float32]
Maps = NDArray[np.int32]


class Ascent:
    """Moves each image so that the mean activation of its map grows; pixels stay within 0 to 255.

    A step goes along the gradient, and is as long for a weak one as for a strong one; its length
    falls evenly from FIRST_STEP to LAST_STEP. The best image on the way is kept. Where a step has
    led to an image without a gradient, the next one begins at the best image again. With `wake`,
    gradients pass through relus that say nothing.
    """

    def __init__(self, answers: Answers, wake: bool = False) -> None:
        self._answers = answers
        self._wake = wake
        images = tf.TensorSpec((None, *INPUT_SHAPE), tf.float32)
        maps, numbers = (tf.TensorSpec((None,), dtype) for dtype in (tf.int32, tf.float32))
        self.gradient: Compiled = tf.function(self._gradient, input_signature=[images, maps])
        """Of images (batch, 28, 28, 1) and their maps' numbers (batch,): the maps' mean activations
        (batch,), and the gradients of these in the images."""
        self._several: Compiled = tf.function(
            self._several_steps, input_signature=[images, images, numbers, maps, numbers]
        )

    def climb(self, images: Values, maps: Maps, steps: int) -> Iterator[Values]:
        """Gives the best images (batch, 28, 28, 1) so far, again and again; the last are the found.

        Args:
            images: raw pixels (batch, 28, 28, 1) to start from.
            maps: (batch,), the number of each image's map.
        """
        moves = np.linspace(FIRST_STEP, LAST_STEP, steps, dtype=np.float32)
        lengths = np.append(moves, np.float32(0))  # the last move is judged, too
        state = tuple(map(tf.constant, (images, images, np.full(len(images), -np.inf, "f4"))))
        for start in range(0, len(lengths), EVALUATIONS_AT_ONCE):
            state = self._several(*state, maps, lengths[start : start + EVALUATIONS_AT_ONCE])
            yield state[1].numpy()

    def _several_steps(
        self,
        images: tf.Tensor,
        best: tf.Tensor,
        highest: tf.Tensor,
        maps: tf.Tensor,
        lengths: tf.Tensor,
    ) -> tuple[tf.Tensor, ...]:
        for length in lengths:
            reached, gradients = self._gradient(images, maps)
            better = reached > highest
            highest = tf.where(better, reached, highest)
            best = tf.where(_per_image(better), images, best)
            slope = tf.sqrt(tf.reduce_mean(gradients**2, axis=(1, 2, 3)))
            moved = images + length * tf.math.divide_no_nan(gradients, _per_image(slope))
            lost = _per_image(tf.equal(slope, 0.0))
            images = tf.clip_by_value(tf.where(lost, best, moved), 0.0, 255.0)
        return images, best, highest

    def _gradient(self, images: tf.Tensor, maps: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        woken = waking(self._answers.model) if self._wake else nullcontext()
        with woken, tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(images)
            means = self._answers.means(images)
            reached = tf.gather(means, maps, axis=1, batch_dims=1)
        return reached, tape.gradient(reached, images)


def _per_image(values: tf.Tensor) -> tf.Tensor:
    """(batch,) -> (batch, 1, 1, 1)."""
    return values[:, tf.newaxis, tf.newaxis, tf.newaxis]

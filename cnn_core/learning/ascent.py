"""Gradient ascent on images: many at once, each for a map of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.learning.answers import Answers, Compiled
from cnn_core.learning.waking import waking
from cnn_core.spec import INPUT_SHAPE

FIRST_STEP = 100.0
"""Grey levels, root mean square over the pixels that can move, by which the first step moves them.
Chosen by the activations reached in 100 steps on networks for MNIST. Without the waking half, and
with a length over all pixels, these are 1 to 6 % lower in the median and some maps stay silent; the
sign of the gradient, momentum and Adam did no better than that."""
LAST_STEP = 1.0
WAKING = 0.5
"""Share of the steps, the first ones, whose gradients wake silent nodes."""
EVALUATIONS_AT_ONCE = 10
"""Between two reports of progress."""

Values = NDArray[np.float32]
Maps = NDArray[np.int32]


class State(NamedTuple):
    """Images on their way up."""

    images: tf.Tensor
    """Raw pixels, float32 (batch, 28, 28, 1)."""
    best: tf.Tensor
    """The best image of each so far."""
    highest: tf.Tensor
    """(batch,): the mean activations that the best images reach."""


Gradient = Callable[[tf.Tensor, tf.Tensor], tuple[tf.Tensor, tf.Tensor]]
Several = Callable[[State, Maps, Values], State]


class Ascent:
    """Moves each image so that the mean activation of its map grows; pixels stay within 0 to 255.

    A step goes along the gradient of the pixels that it can move, and is as long for a weak one as
    for a strong one; its length falls evenly from FIRST_STEP to LAST_STEP. The best image on the
    way is kept, and where a step has led to one without a gradient the next begins there again.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        images = tf.TensorSpec((None, *INPUT_SHAPE), tf.float32)
        maps, numbers = (tf.TensorSpec((None,), dtype) for dtype in (tf.int32, tf.float32))
        self.gradient: Compiled = tf.function(self._gradient, input_signature=[images, maps])
        """Of images (batch, 28, 28, 1) and their maps' numbers (batch,): the maps' mean activations
        (batch,), and the gradients of these in the images."""
        several = [State(images, images, numbers), maps, numbers]
        self._climb: Several = tf.function(
            partial(self._several_steps, self._gradient), input_signature=several
        )
        self._wake: Several = tf.function(
            partial(self._several_steps, self._waking_gradient), input_signature=several
        )

    def climb(self, images: Values, maps: Maps, steps: int) -> Iterator[tuple[float, Values]]:
        """Gives again and again the share that is done, and the best images so far.

        The last ones, (batch, 28, 28, 1), are those found.

        Args:
            images: raw pixels (batch, 28, 28, 1) to start from.
            maps: (batch,), the number of each image's map.
        """
        state = State(*map(tf.constant, (images, images, np.full(len(images), -np.inf, "f4"))))
        done = 0
        for several, lengths in self._portions(steps):
            state = several(state, maps, lengths)
            done += len(lengths)
            yield done / (steps + 1), state.best.numpy()

    def _portions(self, steps: int) -> Iterator[tuple[Several, Values]]:
        """What to run after one another, and the lengths of its steps."""
        moves = np.linspace(FIRST_STEP, LAST_STEP, steps, dtype=np.float32)
        lengths = np.append(moves, np.float32(0))  # the last move is judged, too
        to_wake, rest = np.split(lengths, [int(WAKING * steps)])
        for several, part in ((self._wake, to_wake), (self._climb, rest)):
            for start in range(0, len(part), EVALUATIONS_AT_ONCE):
                yield several, part[start : start + EVALUATIONS_AT_ONCE]

    def _several_steps(
        self, gradient: Gradient, state: State, maps: tf.Tensor, lengths: tf.Tensor
    ) -> State:
        images, best, highest = state
        for length in lengths:
            reached, slopes = gradient(images, maps)
            better = reached > highest
            highest = tf.where(better, reached, highest)
            best = tf.where(_per_image(better), images, best)
            images = moved(images, slopes, length, best)
        return State(images, best, highest)

    def _gradient(self, images: tf.Tensor, maps: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch(images)
            means = self._answers.means(images)
            reached = tf.gather(means, maps, axis=1, batch_dims=1)
        return reached, tape.gradient(reached, images)

    def _waking_gradient(self, images: tf.Tensor, maps: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        with waking(self._answers.model):
            return self._gradient(images, maps)


def moved(images: tf.Tensor, slopes: tf.Tensor, length: tf.Tensor, best: tf.Tensor) -> tf.Tensor:
    """Images a step farther; the best ones where there is no way to go."""
    stuck = tf.where(slopes > 0, images >= 255, images <= 0)
    slopes = tf.where(stuck, 0.0, slopes)
    free = tf.math.count_nonzero(slopes, axis=(1, 2, 3), dtype=tf.float32)
    scale = tf.sqrt(tf.math.divide_no_nan(tf.reduce_sum(slopes**2, axis=(1, 2, 3)), free))
    steps = length * tf.math.divide_no_nan(slopes, _per_image(scale))
    return tf.where(_per_image(scale > 0), tf.clip_by_value(images + steps, 0.0, 255.0), best)


def _per_image(values: tf.Tensor) -> tf.Tensor:
    """(batch,) -> (batch, 1, 1, 1)."""
    return values[:, tf.newaxis, tf.newaxis, tf.newaxis]

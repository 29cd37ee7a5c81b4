"""The maps of a layer switched off one after the other: always the one that costs the least."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import prod

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.datasets import Images
from cnn_core.inside.lesion import Path, keeps
from cnn_core.inside.lesion_layers import last_for_itself
from cnn_core.inside.lesion_work import gone_at_once
from cnn_core.learning.opened import Opened
from cnn_core.learning.weighted_sums import WeightedSums
from cnn_core.spec import CLASSES

BATCH = 125
VALUES_AT_ONCE = 8_000_000
"""Sums in one step: 32 MB."""

Values = NDArray[np.float32]
Maps = NDArray[np.int64]
Activation = Callable[[tf.Tensor], tf.Tensor]
Judge = Callable[[tf.Tensor, tf.Tensor], tf.Tensor]


class Elimination:
    """A search on labelled images; what a round costs does not grow with what lies before the maps.

    What a map adds to the weighted sums behind it is taken from them, so that only what follows the
    sums is computed for each set of maps, for many sets in one step.
    """

    def __init__(self, opened: Opened, position: int, images: Images) -> None:
        end = last_for_itself(opened.layers, position)
        shape = opened.outputs(end + 1).output_shape[1:]
        self._labels = images.labels
        self._maps = int(opened.outputs(position).output_shape[-1])
        self._weighted = WeightedSums(opened.network, end + 1, self._maps)
        judge = _judging(opened, end + 1, self._weighted.activate)
        each = self._weighted.each
        self._judge = tf.function(judge, reduce_retracing=True)
        self._judge_without = tf.function(
            lambda sums, changes, maps, labels: judge(sums + each(changes, maps), labels),
            reduce_retracing=True,
        )
        """For each of the maps: what is right without it as well."""
        self._each = tf.function(each, reduce_retracing=True)
        self._at_once = max(1, VALUES_AT_ONCE // (BATCH * prod(shape)))
        inputs = _batched(opened.outputs(end), images.pixels)
        biases = np.tile(self._weighted.bias, (len(images), *shape[:-1], 1))
        self._sums = self._with(biases, inputs, np.arange(self._maps))
        """(images, …): before the activation, without the maps that are off."""
        off = np.tile(_off_values(opened, position, end), inputs.shape[-1] // self._maps)
        self._changes: Values = off - inputs
        """(images, …): by what the inputs of the sums change when they are switched off."""
        self._order: list[int] = []
        self._right = {0: self._right_answers(self._sums)}

    @property
    def path(self) -> Path:
        """How it went so far."""
        return Path(
            order=np.array(self._order, np.int32),
            off=np.array(list(self._right), np.int64),
            right=np.array(list(self._right.values()), np.int64),
            images=len(self._labels),
        )

    def rounds(self) -> Iterator[float]:
        """Switch off maps until none is left; yields the share of the work that is done."""
        left = np.arange(self._maps)
        while len(left):
            gone = self._switch_off_some_of(left)
            left = np.setdiff1d(left, gone)
            yield 1 - (len(left) / self._maps) ** 2

    def _switch_off_some_of(self, left: Maps) -> Maps:
        """Those that cost the least: as many as a round may take, if that keeps the accuracy."""
        ranked = left[self._least_important_first(left)]
        for count in (gone_at_once(len(left)), 1):
            gone = ranked[:count]
            sums = self._with(self._sums.copy(), self._changes, gone)
            right = self._right_answers(sums)
            if count == 1 or keeps(right, self._right[0]):
                break
        self._sums = sums
        self._order += gone.tolist()
        self._right[len(self._order)] = right
        return gone

    def _least_important_first(self, left: Maps) -> NDArray[np.intp]:
        """Places in `left`: by the right answers with that map off as well, then by the probability
        of the right class."""
        right, trust = np.zeros((2, len(left)))
        for images in _parts(len(self._labels), BATCH):
            for maps in _parts(len(left), self._at_once):
                sums, changes = self._sums[images], self._changes[images]
                found = self._judge_without(sums, changes, left[maps], self._labels[images])
                right[maps] += found[0]
                trust[maps] += found[1]
        return np.lexsort((-trust, -right))

    def _right_answers(self, sums: Values) -> int:
        """How many there are with these sums."""
        parts = _parts(len(sums), BATCH)
        found = [self._judge(sums[images][None], self._labels[images]) for images in parts]
        return round(sum(float(right) for (right,), _ in found))

    def _with(self, sums: Values, inputs: Values, maps: Maps) -> Values:
        """The sums, to which what these maps add of these inputs is added in place."""
        for images in _parts(len(sums), BATCH):
            for chosen in _parts(len(maps), self._at_once):
                sums[images] += self._each(inputs[images], maps[chosen]).numpy().sum(axis=0)
        return sums


def _judging(opened: Opened, position: int, activate: Activation) -> Judge:
    """From sums of the layer (sets, batch, …) and labels (batch,), for each set of maps: the right
    answers, and the probabilities of the right class, summed: (2, sets)."""
    summed, last = opened.outputs(position), opened.outputs(len(opened.layers) - 1)
    behind = (
        tf.identity if summed.output is last.output else keras.Model(summed.output, last.output)
    )

    def judge(sums: tf.Tensor, labels: tf.Tensor) -> tf.Tensor:
        values = tf.reshape(activate(sums), (-1, *summed.output_shape[1:]))
        outputs = tf.reshape(behind(values), (-1, tf.size(labels), CLASSES))
        right = tf.cast(tf.argmax(outputs, axis=-1) == tf.cast(labels, tf.int64), tf.float32)
        trust = tf.reduce_sum(outputs * tf.one_hot(labels, CLASSES), axis=-1)
        return tf.stack([tf.reduce_sum(right, axis=-1), tf.reduce_sum(trust, axis=-1)])

    return judge


def _off_values(opened: Opened, position: int, end: int) -> Values:
    """(maps,): what a map that is 0 at the one position has become at the other."""
    before, behind = opened.outputs(position), opened.outputs(end)
    values = np.zeros((1, *before.output_shape[1:]), np.float32)
    if end > position:
        values = keras.Model(before.output, behind.output)(values, training=False).numpy()
    constants: Values = values.reshape(-1)[: before.output_shape[-1]]
    return constants


def _batched(model: keras.Model, pixels: NDArray[np.uint8]) -> Values:
    """The model's outputs for raw pixels (images, 28, 28)."""
    compute = tf.function(
        lambda part: model(tf.cast(part[..., tf.newaxis], tf.float32), training=False),
        input_signature=[tf.TensorSpec((None, 28, 28), tf.uint8)],
    )
    return np.concatenate([compute(pixels[part]).numpy() for part in _parts(len(pixels), BATCH)])


def _parts(count: int, size: int) -> list[slice]:
    """Consecutive slices of at most that size."""
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]

"""One pass over the validation images: dead units, mean maps, and the last maps switched off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.datasets import Images
from cnn_core.inside import survey_layers
from cnn_core.inside.survey import Survey
from cnn_core.layer_outputs import map_shapes
from cnn_core.learning.ablation import Ablation
from cnn_core.learning.answers import NO_NUMBERS
from cnn_core.learning.opened import Opened
from cnn_core.questions import Survey as Question
from cnn_core.spec import CLASSES, INPUT_SHAPE

if TYPE_CHECKING:
    from cnn_core.learning.studies import Context, Progress

LARGEST_BATCH = 128
NUMBERS_AT_ONCE = 32_000_000
"""Outputs of all layers for a batch: 128 MB."""

Sums = NDArray[np.float64]
Values = NDArray[np.float32]


def survey(context: Context, question: Question, progress: Progress) -> bytes:
    """The survey of the network on its validation images, as `Survey.to_bytes` gives it.

    Raises ValueError where the network's outputs are no numbers.
    """
    images = context.validation()
    surveyor = Surveyor(context.opened, len(images))
    for done in surveyor.look_at(images):
        progress(done / len(images))
    return surveyor.found().to_bytes()


class _Looked(NamedTuple):
    """What a batch of images makes of a network."""

    logits: tf.Tensor
    """(batch, 10)."""
    sums: list[tf.Tensor]
    """Of each layer whose mean is taken: per class, (10, height, width, channels)."""
    lowest: list[tf.Tensor]
    """Of each layer that may have dead units: over the batch, (height, width, channels)."""
    highest: list[tf.Tensor]
    last_maps: tf.Tensor


Look = Callable[[NDArray[np.uint8], NDArray[np.uint8]], _Looked]


class Surveyor:
    """Looks at images batch by batch, and keeps sums only."""

    def __init__(self, opened: Opened, images: int) -> None:
        self._layers = opened.layers
        shapes = map_shapes(self._layers)
        self._averaged = survey_layers.averaged(self._layers)
        self._judged = survey_layers.judged(self._layers)
        self._sums: list[Sums] = [np.zeros((CLASSES, *shapes[i])) for i in self._averaged]
        self._lowest: list[Values] = [np.full(shapes[i], np.inf, "f4") for i in self._judged]
        self._highest: list[Values] = [np.full(shapes[i], -np.inf, "f4") for i in self._judged]
        self._confusion = np.zeros((CLASSES, CLASSES), np.int64)
        self._ablation = Ablation(opened, images)
        self._at_once = max(1, min(LARGEST_BATCH, NUMBERS_AT_ONCE // sum(map(prod, shapes))))
        self._look = _looker(opened, self._averaged, self._judged)

    def look_at(self, images: Images) -> Iterator[int]:
        """Gives the number of images that have been looked at, again and again."""
        for start in range(0, len(images), self._at_once):
            part = slice(start, start + self._at_once)
            labels = images.labels[part]
            looked = self._look(images.pixels[part], labels)
            self._count(labels, looked)
            self._ablation.look_at(looked.last_maps, looked.logits, labels)
            yield start + len(labels)

    def _count(self, labels: NDArray[np.uint8], looked: _Looked) -> None:
        logits = looked.logits.numpy()
        if not np.isfinite(logits).all():
            raise ValueError(NO_NUMBERS)
        np.add.at(self._confusion, (labels, logits.argmax(axis=1)), 1)
        for total, part in zip(self._sums, looked.sums, strict=True):
            np.add(total, part.numpy(), out=total)
        for low, part in zip(self._lowest, looked.lowest, strict=True):
            np.minimum(low, part.numpy(), out=low)
        for high, part in zip(self._highest, looked.highest, strict=True):
            np.maximum(high, part.numpy(), out=high)

    def found(self) -> Survey:
        """The survey of all images that have been looked at."""
        units = dict(zip(self._judged, zip(self._lowest, self._highest, strict=True), strict=True))
        return Survey(
            confusion=self._confusion,
            dead=tuple(
                survey_layers.dead_units(layer, *units[position])
                if isinstance(layer, survey_layers.Activated)
                else ()
                for position, layer in enumerate(self._layers)
            ),
            means={
                position: _means(sums, self._confusion.sum(axis=1))
                for position, sums in zip(self._averaged, self._sums, strict=True)
            },
            ablated=self._ablation.images,
            said=_means(self._ablation.falls, self._ablation.images),
            squares=_means(self._ablation.squares, self._ablation.images),
        )


def _means(sums: Sums, images: NDArray[np.int64]) -> Values:
    """Per class, the first axis; NaN where a class has no images."""
    counts = np.where(images > 0, images, np.nan).reshape(-1, *[1] * (sums.ndim - 1))
    means: Values = (sums / counts).astype(np.float32)
    return means


def _looker(opened: Opened, averaged: tuple[int, ...], judged: tuple[int, ...]) -> Look:
    """From a batch, pixels (batch, 28, 28) and labels (batch,), to what it makes of a network."""
    shapes = map_shapes(opened.layers)
    source = survey_layers.source(opened.layers)
    wanted = [*averaged, *judged] + ([] if source is None else [source])
    outputs = [opened.outputs(position).output for position in wanted]
    model = keras.Model(opened.logits.input, [opened.logits.output, *outputs])

    def look(pixels: tf.Tensor, labels: tf.Tensor) -> _Looked:
        raw = tf.cast(pixels[..., tf.newaxis], tf.float32)
        logits, *seen = tf.nest.flatten(model(raw, training=False))
        maps = [
            tf.reshape(each, (-1, *shapes[position]))
            for each, position in zip(seen, wanted, strict=True)
        ]
        of_class = tf.one_hot(labels, CLASSES)
        to_judge = maps[len(averaged) : len(averaged) + len(judged)]
        return _Looked(
            logits,
            [tf.einsum("nc,nhwk->chwk", of_class, each) for each in maps[: len(averaged)]],
            [tf.reduce_min(each, axis=0) for each in to_judge],
            [tf.reduce_max(each, axis=0) for each in to_judge],
            logits if source is None else seen[-1],
        )

    images = tf.TensorSpec((None, *INPUT_SHAPE[:2]), tf.uint8)
    compiled: Look = tf.function(look, input_signature=[images, tf.TensorSpec((None,), tf.uint8)])
    return compiled

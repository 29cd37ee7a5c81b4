"""A network's answers to the test images with maps of a layer switched off."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import keras
import numpy as np
import tensorflow as tf

from cnn_core.datasets import Images
from cnn_core.inside.lesion import LesionAnswers
from cnn_core.inside.lesion_layers import checked_maps
from cnn_core.learning.answers import NO_NUMBERS
from cnn_core.learning.opened import Opened
from cnn_core.questions import Lesion

if TYPE_CHECKING:
    from cnn_core.learning.studies import Context, Progress

BATCH = 250


def lesion(context: Context, question: Lesion, progress: Progress) -> bytes:
    """The answers to all test images, intact and with the maps off: bytes of LesionAnswers.

    Raises ValueError for a layer without maps, a map that the layer does not have, and where the
    network's answers are no numbers.
    """
    opened = context.opened
    checked_maps(opened.layers, question.layer, question.off)
    return answers(opened, question.layer, question.off, context.test(), progress).to_bytes()


def answers(
    opened: Opened, position: int, off: Sequence[int], images: Images, progress: Progress
) -> LesionAnswers:
    """The answers to the images, intact and with these maps of a layer set to 0.

    Raises ValueError where the outputs are no numbers.
    """
    maps = opened.outputs(position).output_shape[-1]
    mask = np.ones(maps, np.float32)
    mask[list(off)] = 0
    answer = _answerer(opened, position, mask)
    parts = []
    for start in range(0, len(images), BATCH):
        outputs = answer(images.pixels[start : start + BATCH]).numpy()
        if not np.isfinite(outputs).all():
            raise ValueError(NO_NUMBERS)
        parts.append(outputs.argmax(axis=-1).astype(np.uint8))
        progress(min(start + BATCH, len(images)) / len(images))
    intact, lesioned = np.concatenate(parts, axis=1)
    return LesionAnswers(images.labels, intact, lesioned)


def _answerer(
    opened: Opened, position: int, mask: np.ndarray
) -> tf.types.experimental.PolymorphicFunction:
    """From pixels (batch, 28, 28) to outputs (2, batch, 10): intact, and with the layer's output
    multiplied by the mask (maps,)."""
    before, last = opened.outputs(position), opened.outputs(len(opened.layers) - 1)
    behind = keras.Model(before.output, last.output)

    def compute(pixels: tf.Tensor) -> tf.Tensor:
        maps = before(tf.cast(pixels[..., tf.newaxis], tf.float32), training=False)
        return tf.stack([behind(each, training=False) for each in (maps, maps * mask)])

    return tf.function(compute, input_signature=[tf.TensorSpec((None, 28, 28), tf.uint8)])

"""Loss and accuracy of a model on images that it is not trained on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.datasets import Images, Normalization
from cnn_core.learning.losses import losses
from cnn_core.learning.steps import Normalize
from cnn_core.scores import Evaluation
from cnn_core.spec import CLASSES

LARGEST_BATCH = 128
"""Images computed at once at most, for a Stop within a second."""


@dataclass(frozen=True)
class Scores:
    """Of images in their order."""

    labels: NDArray[np.uint8]
    """(images,)."""
    probabilities: NDArray[np.float32]
    """(images, 10), as the output layer gives them: a sigmoid's do not add up to 1."""
    losses: NDArray[np.float32]
    """(images,), cross-entropy in nats, without L2 terms; see `learning.losses`."""

    @property
    def loss(self) -> float:
        """The mean; NaN without images."""
        return float(self.losses.mean(dtype=np.float64))

    @property
    def accuracy(self) -> float:
        """The share whose label has the highest probability."""
        return float((self.probabilities.argmax(axis=1) == self.labels).mean())

    def packed(self, indices: NDArray[np.int32]) -> bytes:
        """The artifact "evaluation", with the images' positions in the dataset."""
        return Evaluation.of(self.probabilities, self.labels, indices).to_bytes()


class Evaluator:
    """Computes scores batch by batch. Traced at its first batch.

    No more images at once than a mini-batch of the training has: its memory is known to suffice.
    With `normalization` None the model takes raw pixels, as a saved one does.
    """

    def __init__(
        self, model: keras.Model, batch_size: int, normalization: Normalization | None = None
    ) -> None:
        self._model = model
        self._at_once = min(batch_size, LARGEST_BATCH)
        self.witness: tf.Tensor | None = None
        """Computed last: it knows the device that it lies on."""
        self._normalize = Normalize(normalization) if normalization else tf.identity
        self._compute = tf.function(
            self._compute_batch,
            input_signature=[
                tf.TensorSpec((None, None, None), tf.uint8),
                tf.TensorSpec((None,), tf.uint8),
            ],
        )

    def batches(self, images: Images) -> Iterator[Scores]:
        """Scores of one batch after the other, so that a caller can give up in between."""
        for start in range(0, len(images), self._at_once):
            part = slice(start, start + self._at_once)
            pixels, labels = images.pixels[part], images.labels[part]
            probabilities, self.witness = self._compute(pixels, labels)
            yield Scores(labels, probabilities.numpy(), self.witness.numpy())

    def scores(self, images: Images) -> Scores:
        """Scores of all images."""
        return joined(self.batches(images))

    def _compute_batch(self, pixels: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        inputs = self._normalize(tf.cast(pixels[..., tf.newaxis], tf.float32))
        probabilities = self._model(inputs, training=False)
        targets = tf.one_hot(labels, CLASSES)
        return probabilities, losses(self._model, targets, probabilities)


def joined(batches: Iterable[Scores]) -> Scores:
    """The scores of consecutive batches as one."""
    parts = list(batches)
    return Scores(
        np.concatenate([part.labels for part in parts]),
        np.concatenate([part.probabilities for part in parts]),
        np.concatenate([part.losses for part in parts]),
    )

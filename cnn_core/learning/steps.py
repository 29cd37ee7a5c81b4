"""Training steps inside the graph: one call runs several, and hands back each one's figures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.augmentation import Changes
from cnn_core.datasets import Images, Normalization
from cnn_core.learning.augment import Augment
from cnn_core.learning.feed import Chunk
from cnn_core.learning.losses import losses
from cnn_core.learning.state import TrainingState
from cnn_core.spec import CLASSES, Augmentation


class Figures(NamedTuple):
    """Of each step of a chunk, float32 (steps,)."""

    losses: NDArray[np.float32]
    """Mean over the batch before the step's update, L2 terms included."""
    accuracies: NDArray[np.float32]
    witness: tf.Tensor
    """As computed: it knows the device that it lies on."""


class Steps:
    """Trains a model on images held as tensors. Traced at its first call, or before."""

    def __init__(
        self,
        state: TrainingState,
        images: Images,
        normalization: Normalization,
        augmentation: Augmentation,
        xla: bool,
    ) -> None:
        self._model = state.model
        self._optimizer = state.optimizer
        # Float16 is exact for 0 to 255, and unlike bytes it can be gathered on a GPU.
        self._pixels = tf.cast(images.pixels[..., np.newaxis], tf.float16)
        self._labels = tf.one_hot(images.labels, CLASSES)
        self._augment = Augment(augmentation)
        self._normalize = Normalize(normalization)
        self._step = tf.function(self._one_step, jit_compile=True) if xla else self._one_step
        self._chunk = tf.function(
            self._several_steps,
            input_signature=[
                tf.TensorSpec((None, None), tf.int32),
                Changes(
                    tf.TensorSpec((None, None, 8), tf.float32),
                    tf.TensorSpec((None, None), tf.float32),
                ),
                tf.TensorSpec((None,), tf.float32),
            ],
        )

    def trace(self) -> None:
        """Make the graph, which takes seconds for a deep network."""
        self._chunk.get_concrete_function()

    def __call__(self, chunk: Chunk, rates: NDArray[np.float32]) -> Figures:
        """Run the steps of the chunk with these learning rates, float32 (steps,)."""
        losses, accuracies = self._chunk(chunk.positions, chunk.changes, rates)
        return Figures(losses.numpy(), accuracies.numpy(), losses)

    def _several_steps(
        self, positions: tf.Tensor, changes: Changes, rates: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        steps = tf.shape(rates)[0]
        losses = tf.TensorArray(tf.float32, size=steps)
        accuracies = tf.TensorArray(tf.float32, size=steps)
        for step in tf.range(steps):
            changed = Changes(changes.transforms[step], changes.line_widths[step])
            inputs, labels = self._batch(positions[step], changed)
            loss, accuracy = self._step(inputs, labels, rates[step])
            losses = losses.write(step, loss)
            accuracies = accuracies.write(step, accuracy)
        return losses.stack(), accuracies.stack()

    def _batch(self, positions: tf.Tensor, changes: Changes) -> tuple[tf.Tensor, tf.Tensor]:
        """Normalised float32 (batch, 28, 28, 1), and one-hot labels float32 (batch, 10)."""
        pixels = tf.cast(tf.gather(self._pixels, positions), tf.float32)
        pixels = self._augment(pixels, changes)
        return self._normalize(pixels), tf.gather(self._labels, positions)

    def _one_step(
        self, inputs: tf.Tensor, labels: tf.Tensor, rate: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        """One update. Behind a sigmoid, too, Keras takes the loss as a softmax of the logits."""
        variables = self._model.trainable_variables
        with tf.GradientTape() as tape:
            outputs = self._model(inputs, training=True)
            loss = tf.reduce_mean(losses(self._model, labels, outputs))
            loss = tf.add_n([loss, *self._model.losses])
        gradients = tape.gradient(loss, variables)
        self._optimizer.learning_rate.assign(rate)
        self._optimizer.apply(gradients, variables)
        right = tf.equal(tf.argmax(outputs, axis=-1), tf.argmax(labels, axis=-1))
        return loss, tf.reduce_mean(tf.cast(right, tf.float32))


class Normalize:
    """`Normalization.apply` for tensors: float32 raw pixels (batch, 28, 28, 1)."""

    def __init__(self, normalization: Normalization) -> None:
        # A mean per pixel has the shape (28, 28), one for all pixels has none.
        self._mean = tf.constant(normalization.mean[..., np.newaxis])
        self._deviation = tf.constant(normalization.deviation[..., np.newaxis])

    def __call__(self, pixels: tf.Tensor) -> tf.Tensor:
        return (pixels - self._mean) / self._deviation

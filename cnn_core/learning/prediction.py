"""What saved models answer to images that are in no dataset: pictures and kept digits."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.learning import devices, outcome
from cnn_core.learning.checkpoint import CheckpointError
from cnn_core.machine import fixed_threads
from cnn_core.prediction import Outputs
from cnn_core.spec import CLASSES, INPUT_SHAPE, Hardware
from cnn_core.store import Store, StoreError

BATCH = 128


def predict(
    store: Store,
    runs: Sequence[int],
    images: NDArray[np.uint8],
    progress: Callable[[float], None],
) -> dict[int, Outputs]:
    """Outputs (n, 10) of each run's saved model for raw pixels (n, 28, 28), on the CPU.

    `progress` is told the share of the runs that are done. Needs a fresh process. Raises StoreError
    for a run without a model, CheckpointError for a model that cannot be loaded or does not fit.
    """
    devices.configure(fixed_threads(Hardware()))
    outputs: dict[int, Outputs] = {}
    for run in runs:
        outputs[run] = _outputs(saved_model(store, run), images)
        progress(len(outputs) / len(runs))
    return outputs


def saved_model(store: Store, run: int) -> keras.Model:
    """A run's saved model, from raw pixels (batch, 28, 28, 1) to (batch, 10).

    Raises StoreError without one, CheckpointError for one that is damaged or of other shapes.
    """
    data = store.artifact(run, "model")
    if data is None:
        raise StoreError(f"Run {run} has no saved model.")
    try:
        model = outcome.load_model(data)
    except CheckpointError as error:
        raise CheckpointError(f"Run {run}: {error}") from None
    shapes = model.input_shape, model.output_shape
    if shapes != ((None, *INPUT_SHAPE), (None, CLASSES)):
        raise CheckpointError(
            f"Run {run}: expected a model from images {INPUT_SHAPE} to {CLASSES} classes. "
            f"Received: {shapes[0]} to {shapes[1]}"
        )
    return model


def _outputs(model: keras.Model, images: NDArray[np.uint8]) -> Outputs:
    compute = tf.function(
        lambda pixels: model(tf.cast(pixels[..., tf.newaxis], tf.float32), training=False),
        input_signature=[tf.TensorSpec((None, *images.shape[1:]), tf.uint8)],
    )
    starts = range(0, len(images), BATCH)
    return np.concatenate([compute(images[start : start + BATCH]).numpy() for start in starts])

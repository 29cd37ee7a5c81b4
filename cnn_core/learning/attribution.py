"""Which pixels decide for a class: Grad-CAM and integrated gradients of the class's logit."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnn_core.inside.attribution import NO_MAPS, SIDES, Attribution, last_maps
from cnn_core.learning.opened import Opened
from cnn_core.questions import Pixels
from cnn_core.spec import INPUT_SHAPE

if TYPE_CHECKING:
    from cnn_core.learning.studies import Context, Progress

Values = NDArray[np.float32]
Gradient = Callable[[Values], tf.Tensor]
DOUBLED = tuple(32 * 2**doublings for doublings in range(8))
"""Numbers of steps that are tried one after the other: 32 to 4,096."""
BATCH = 32
"""Images computed at once."""


def attribute(context: Context, question: Pixels, progress: Progress) -> bytes:
    """The answer to the question, as `Attribution.to_bytes` gives it.

    Raises ValueError where the image is none, and where the network's outputs are no numbers.
    """
    image = _image(question.image)
    opened = context.opened
    outputs = opened.outputs(len(opened.layers) - 1)(image, training=False).numpy()[0]
    if not np.isfinite(outputs).all():
        raise ValueError("The network's outputs are no numbers: no pixel decides anything.")
    label = int(outputs.argmax()) if question.label is None else question.label
    both = np.concatenate([image, np.zeros_like(image)])
    logit, black_logit = opened.logits(both, training=False).numpy()[:, label].tolist()
    heat, layer = grad_cam(opened, image, label)
    nothing = np.zeros(SIDES, np.float32)
    begun = Attribution(outputs, label, logit, black_logit, heat, layer, nothing, steps=0)
    return _completed(begun, logit_gradient(opened, label), image, progress).to_bytes()


def _image(text: str) -> Values:
    """(1, 28, 28, 1), 0 to 255."""
    pixels = np.frombuffer(b64decode(text, validate=True), np.uint8)
    return pixels.reshape(1, *INPUT_SHAPE).astype(np.float32)


def _completed(
    begun: Attribution, gradient: Gradient, image: Values, progress: Progress
) -> Attribution:
    """With the shares of the fewest steps that are complete, or else of the most steps."""
    for tried, steps in enumerate(DOUBLED):
        begun = replace(begun, shares=integrated_gradients(gradient, image, steps), steps=steps)
        if begun.complete:
            break
        progress((tried + 1) / len(DOUBLED))
    return begun


def grad_cam(opened: Opened, image: Values, label: int) -> tuple[Values, int]:
    """Where the last maps speak for a class, (28, 28), 0 or more, and the position of their layer.

    Each map is weighted by the logit's mean gradient over it, and sums below 0 are cut off:
    equations 1 and 2 of Selvaraju et al., "Grad-CAM" (ICCV 2017). The maps' cells are spread evenly
    over the image, with linear transitions. Without maps: zeros, and NO_MAPS.

    Args:
        image: raw pixels (1, 28, 28, 1).
    """
    layer = last_maps(opened.layers)
    if layer == NO_MAPS:
        return np.zeros(SIDES, np.float32), layer
    logits = opened.logits
    model = keras.Model(logits.input, [opened.outputs(layer).output, logits.output])
    pixels = tf.constant(image)
    with tf.GradientTape() as tape:
        tape.watch(pixels)
        maps, scores = model(pixels, training=False)
        score = scores[0, label]
    weights = tf.reduce_mean(tape.gradient(score, maps), axis=(1, 2), keepdims=True)
    heat = tf.nn.relu(tf.reduce_sum(weights * maps, axis=-1, keepdims=True))
    return tf.image.resize(heat, SIDES).numpy()[0, ..., 0], layer


def logit_gradient(opened: Opened, label: int) -> Gradient:
    """The logit's gradient by each pixel: from raw pixels (batch, 28, 28, 1) to the same shape."""
    logits = opened.logits

    def gradient(pixels: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            tape.watch(pixels)
            score = tf.reduce_sum(logits(pixels, training=False)[:, label])
        return tape.gradient(score, pixels)

    compute: Gradient = tf.function(
        gradient, input_signature=[tf.TensorSpec((None, *INPUT_SHAPE), tf.float32)]
    )
    return compute


def integrated_gradients(gradient: Gradient, image: Values, steps: int) -> Values:
    """What each pixel adds on the way from a black image to this one, (28, 28).

    The pixel times its mean gradient over the straight line, taken in the middle of each of so many
    equal steps: equation 1 of Sundararajan, Taly and Yan, "Axiomatic Attribution for Deep
    Networks" (ICML 2017).

    Args:
        image: raw pixels (1, 28, 28, 1).
    """
    middles = ((np.arange(steps) + 0.5) / steps).astype(np.float32)
    total = np.zeros(INPUT_SHAPE)
    for start in range(0, steps, BATCH):
        on_the_way = middles[start : start + BATCH, np.newaxis, np.newaxis, np.newaxis] * image
        total += gradient(on_the_way).numpy().sum(axis=0, dtype=np.float64)
    shares: Values = (total / steps * image[0])[..., 0].astype(np.float32)
    return shares

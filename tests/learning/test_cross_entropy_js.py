"""The lesson's losses and their slopes, against those that the training computes with."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_core.layers import LOSSES
from cnn_core.learning.losses import losses
from cnn_core.web_files import FORWARD
from tests.lesson_js import lesson_script

LOGITS = np.array(
    [
        [3.1, -2.0, 0.5, 8.25, 1.0, -7.5, 0.0, 2.0, 2.0, -0.125],
        [200.0, -200.0, 0.0, 199.0, 5.0, 1.0, 2.0, 3.0, 4.0, 5.0],
    ],
    np.float32,
)
RIGHT = (2, 1)


@pytest.mark.parametrize("name", LOSSES)
def test_they_are_those_of_the_training(name: str) -> None:
    inputs = keras.Input((10,))
    model = keras.Model(inputs, keras.layers.Activation(name)(inputs))
    logits = tf.Variable(LOGITS)
    with tf.GradientTape() as tape:
        found = losses(model, tf.one_hot(RIGHT, 10), model(logits))
    slopes = tape.gradient(found, logits)
    with lesson_script(*FORWARD, "lessons/cross_entropy.js") as script:
        for row, right in enumerate(RIGHT):
            about = f"'{name}', {LOGITS[row].tolist()}, {right}"
            assert script.ask(f"lossOf({about})") == pytest.approx(float(found[row]), rel=1e-5)
            np.testing.assert_allclose(script.ask(f"pulls({about})"), slopes[row], atol=1e-6)

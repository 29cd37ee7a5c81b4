"""Values and slopes of the lesson's activations, against Keras and TensorFlow's gradients."""

from __future__ import annotations

from typing import get_args

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_core.layers import Activation
from cnn_core.web_files import FORWARD
from tests.lesson_js import lesson_script

PLACES = [-700.0, -30.0, -3.0, -0.5, -1e-3, 0.0, 1e-3, 0.5, 3.0, 30.0, 700.0]


@pytest.mark.parametrize("name", get_args(Activation))
def test_they_are_those_of_keras(name: str) -> None:
    x = tf.Variable(PLACES, dtype=tf.float32)
    with tf.GradientTape() as tape:
        values = keras.activations.get(name)(x)
    slopes = tape.gradient(values, x)
    with lesson_script(*FORWARD, "lessons/activation_slopes.js") as script:
        np.testing.assert_allclose(
            script.ask(f"activated('{name}', {PLACES})"), values, rtol=2e-6, atol=1e-7
        )
        np.testing.assert_allclose(
            script.ask(f"slopesAt('{name}', {PLACES})"), slopes, rtol=2e-6, atol=2e-7
        )

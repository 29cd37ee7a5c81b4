"""The lesson's gradient descent, against Keras' layer, loss and optimizer."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_core.datasets import sample
from cnn_core.web_files import FORWARD
from tests.lesson_js import lesson_script
from tests.web.lessons.test_descent_js import KNOWN, START

SCRIPTS = (*FORWARD, "lessons/activation_slopes.js", "lessons/descent.js")
IMAGE = sample("mnist", 1).pixels[0] / 255


@pytest.mark.parametrize("name", ["linear", "relu"])
def test_its_steps_are_those_of_keras(name: str) -> None:
    layer = keras.layers.Conv2D(1, 3, activation=name, use_bias=False)
    image = tf.constant(IMAGE.reshape(1, 28, 28, 1), tf.float32)
    layer.build(image.shape)
    layer.kernel.assign(np.reshape(KNOWN, (3, 3, 1, 1)))
    wanted = layer(image)
    layer.kernel.assign(np.reshape(START, (3, 3, 1, 1)))
    optimizer = keras.optimizers.SGD(0.5)
    gradients = []
    for _ in range(5):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(layer(image) - wanted))
        gradients.append(tape.gradient(loss, layer.kernel.value))
        optimizer.apply([gradients[-1]], [layer.kernel])
    with lesson_script(*SCRIPTS) as script:
        script.ask(f"(globalThis.windows = filterWindows({IMAGE.ravel().tolist()}, 28), 0)")
        wanted_map = f"filterMap(windows, {KNOWN}, '{name}')"
        make = f"new FilterDescent(windows, {wanted_map}, {START}, '{name}')"
        script.ask(f"(globalThis.d = {make}, [...Array(5)].map(() => d.step(0.5)))")
        for step, gradient in enumerate(gradients):
            found = script.ask(f"d.at({step}).gradient")
            np.testing.assert_allclose(found, np.ravel(gradient), atol=2e-6)
        np.testing.assert_allclose(
            script.ask("d.at().weights"), np.ravel(layer.kernel.numpy()), atol=2e-6
        )

"""Gradient ascent on images: its gradients against finite differences, and how it climbs."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_core.layers import (
    ActivationLayer,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Output,
)
from cnn_core.learning.answers import Answers
from cnn_core.learning.ascent import Ascent, moved
from cnn_core.learning.waking import SHARE, waking, waking_relu
from tests.learning.opened_nets import opened

SMOOTH = (
    Conv2D(filters=3, strides=(3, 3), activation="tanh"),
    Dropout(),
    AveragePooling2D(),
    BatchNormalization(),
    ActivationLayer(activation="elu"),
    Flatten(),
    Dense(units=4, activation="sigmoid"),
    Output(),
)


def in_float64(model: keras.Model) -> keras.Model:
    """The same computation with twice as many digits."""

    def clone(layer: keras.layers.Layer) -> keras.layers.Layer:
        return type(layer).from_config(layer.get_config() | {"dtype": "float64"})

    twin = keras.models.clone_model(
        model, input_tensors=keras.Input((28, 28, 1), dtype="float64"), clone_function=clone
    )
    twin.set_weights(model.get_weights())
    return twin


@pytest.mark.parametrize("position", [0, 4, 7])
def test_gradients_are_finite_differences(position: int) -> None:
    answers = Answers(opened(SMOOTH), position)
    rng = np.random.default_rng(position)
    images = rng.uniform(0, 255, (3, 28, 28, 1))
    maps = np.array([2, 0, 1], np.int32)
    reached, gradients = Ascent(answers).gradient(images.astype(np.float32), maps)
    twin = in_float64(answers.model)

    def means(pixels: np.ndarray) -> np.ndarray:
        values = np.asarray(twin(pixels, training=False))
        by_map = values.reshape(3, -1, answers.shape[2]).mean(axis=1)
        return by_map[range(3), maps]

    np.testing.assert_allclose(reached, means(images), rtol=1e-4, atol=1e-6)
    for _ in range(5):
        way = rng.normal(size=images.shape)
        differences = (means(images + 0.01 * way) - means(images - 0.01 * way)) / 0.02
        told = (np.asarray(gradients, np.float64) * way).sum(axis=(1, 2, 3))
        scale = np.linalg.norm(np.asarray(gradients).reshape(3, -1), axis=1)
        np.testing.assert_allclose(told / scale, differences / scale, atol=1e-3)


def climbed(ascent: Ascent, images: np.ndarray, maps: list[int], steps: int) -> np.ndarray:
    *_, (_, last) = ascent.climb(images.astype(np.float32), np.array(maps, np.int32), steps)
    return last


def test_the_top_of_a_linear_unit_is_reached() -> None:
    """Its pattern is known: white where the weight is above 0, black elsewhere."""
    weights = np.random.default_rng(0).normal(size=(784, 2))
    net = opened((Flatten(), Dense(units=2, activation="linear"), Output()), {1: (weights, [0, 0])})
    found = climbed(Ascent(Answers(net, 1)), np.full((2, 28, 28, 1), 99), [0, 1], 60)
    far_from_0 = np.abs(weights.T) > 0.01
    top = np.where(weights.T > 0, 255, 0)
    np.testing.assert_array_equal(found.reshape(2, 784)[far_from_0], top[far_from_0])


def test_the_best_on_the_way_is_kept() -> None:
    """No step makes it worse, also where steps lead past the top; pixels stay pixels."""
    answers = Answers(opened(SMOOTH), 7)
    ascent, maps = Ascent(answers), np.arange(6, dtype=np.int32)
    images = np.random.default_rng(0).uniform(0, 255, (6, 28, 28, 1)).astype(np.float32)
    reached = [ascent.gradient(images, maps)[0].numpy()]
    for _, best in ascent.climb(images, maps, 35):
        assert best.min() >= 0
        assert best.max() <= 255
        reached.append(ascent.gradient(best, maps)[0].numpy())
    assert len(reached) == 1 + 2 + 2
    assert (np.diff(reached, axis=0) > -1e-5).all()
    assert (reached[-1] > reached[0] + 0.1).all()


NEEDLE = np.full((784, 1), -1.0)
NEEDLE[:10] = 1
"""Its unit answers to the first ten pixels, if there is little else."""


def test_a_silent_unit_is_woken() -> None:
    net = opened((Flatten(), Dense(units=1), Output()), {1: (NEEDLE, [-5.0])})
    answers, grey = Answers(net, 1), np.full((1, 28, 28, 1), 60)
    ascent = Ascent(answers)
    assert not ascent.gradient(grey.astype(np.float32), np.zeros(1, np.int32))[1].numpy().any()
    assert answers.means(climbed(ascent, grey, [0], 20)).numpy().item() == pytest.approx(5)


def test_a_step_into_silence_is_taken_back() -> None:
    image, best = tf.fill((1, 28, 28, 1), 9.0), tf.fill((1, 28, 28, 1), 7.0)
    silent, alive = tf.zeros_like(image), tf.ones_like(image)
    np.testing.assert_array_equal(moved(image, silent, 3.0, best), best)
    np.testing.assert_allclose(moved(image, alive, 3.0, best), image + 3)


def test_pixels_at_their_limit_leave_their_part_of_the_step_to_others() -> None:
    image = np.zeros((1, 28, 28, 1), np.float32)
    slopes = np.full(image.shape, -5.0, np.float32)
    slopes[0, 3, 4], slopes[0, 9, 9] = 1, 2
    found = moved(tf.constant(image), tf.constant(slopes), 10.0, tf.constant(image)).numpy()
    image[0, 3, 4], image[0, 9, 9] = 10 / np.sqrt(2.5), 20 / np.sqrt(2.5)
    np.testing.assert_allclose(found, image, rtol=1e-6)


def test_the_waking_relu_is_a_relu_with_the_gradient_of_a_leaky_one() -> None:
    values = tf.constant([[-1.0, 2.0, -3.0]])
    with tf.GradientTape() as tape:
        tape.watch(values)
        outputs = waking_relu(values)
    np.testing.assert_array_equal(outputs, [[0, 2, 0]])
    through = tape.gradient(outputs, values, tf.constant([[1.0, 5.0, -2.0]]))
    np.testing.assert_allclose(through, [[SHARE, 5, -2 * SHARE]])


def test_relus_are_given_back() -> None:
    model = opened((Flatten(), Dense(units=1), Output())).outputs(1)
    with waking(model):
        assert model.layers[-1].activation is waking_relu
    assert model.layers[-1].activation is keras.activations.relu

"""How web/lessons/maps_to_maps.js puts a value together, against Keras."""

from __future__ import annotations

import json
from collections.abc import Iterator

import keras
import numpy as np
import pytest

from cnn_core.web_files import FORWARD
from tests.lesson_js import LessonScript, lesson_script

MAPS, FILTERS, SIDES = 3, 4, (6, 7)


@pytest.fixture(scope="module")
def browser() -> Iterator[LessonScript]:
    with lesson_script("elements.js", *FORWARD, "lessons/maps_to_maps.js") as script:
        yield script


@pytest.mark.parametrize(
    ("kernel_size", "strides", "padding", "activation"),
    [
        ((3, 3), (1, 1), "valid", "relu"),
        ((2, 5), (2, 3), "same", "elu"),
        ((1, 1), (4, 4), "valid", "linear"),
        ((6, 7), (1, 1), "valid", "tanh"),
        ((9, 9), (2, 2), "same", "sigmoid"),
    ],
)
def test_values_of_output_maps_are_those_of_keras(
    browser: LessonScript,
    kernel_size: tuple[int, int],
    strides: tuple[int, int],
    padding: str,
    activation: str,
) -> None:
    rng = np.random.default_rng(4)
    image, kernel, biases = (
        rng.normal(size=shape).astype(np.float32)
        for shape in ((*SIDES, MAPS), (*kernel_size, MAPS, FILTERS), (FILTERS,))
    )
    layer = keras.layers.Conv2D(FILTERS, kernel_size, strides, padding, activation=activation)
    layer.build((None, *SIDES, MAPS))
    layer.set_weights([kernel, biases])
    expected = np.asarray(layer(image[None]))[0]
    settings = {
        "kernel_size": kernel_size,
        "strides": strides,
        "padding": padding,
        "activation": activation,
    }
    told = json.dumps(
        {
            "input": {"shape": image.shape, "values": image.ravel().tolist()},
            "kernel": kernel.ravel().tolist(),
            "biases": biases.tolist(),
            "settings": settings,
        }
    )
    for to in (0, FILTERS - 1):
        values = browser.ask(f"outputMap({told}, {to})")
        assert values == pytest.approx(expected[..., to].ravel(), rel=1e-4, abs=1e-5)

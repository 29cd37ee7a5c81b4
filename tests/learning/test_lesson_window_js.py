"""web/lessons/window.js and web/lessons/tile.js against Keras: maps, and each value's working."""

from __future__ import annotations

import json
from collections.abc import Iterator

import keras
import numpy as np
import pytest
from numpy.typing import NDArray

from cnn_core.web_files import FORWARD
from tests.lesson_js import LessonScript, lesson_script

Pair = tuple[int, int]
SIDES = (7, 9)
HELPERS = """
const everyValue = (image, filter, layer) => {
  const map = convolvedMap(image, filter, layer);
  const places = [...map.values.keys()];
  const each = places.map((at) => valueAt(image, filter, layer, map.view, at));
  return [map.rows, map.columns, map.values, each.map(({ value }) => value)];
};
const everyTile = (image, layer) => {
  const map = pooledMap(image, layer);
  const tiles = [...map.values.keys()].map((at) => tileOf(image, map.view, at));
  const largest = tiles.map(({ values, largest }) => values[largest]);
  const means = tiles.map(({ values, total }) => total / values.length);
  return [map.rows, map.columns, map.values, largest, means];
};
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[LessonScript]:
    with lesson_script(*FORWARD, "lessons/window.js", "lessons/tile.js") as script:
        script.ask(f"(0, eval)({json.dumps(HELPERS.replace('const ', 'var '))}) ?? 0")
        yield script


def drawn(sides: Pair, seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).normal(size=sides).astype(np.float32)


def told(values: NDArray[np.float32]) -> dict[str, object]:
    return {"height": values.shape[0], "width": values.shape[1], "values": values.ravel().tolist()}


@pytest.mark.parametrize(
    ("size", "stride", "padding", "activation"),
    [
        ((3, 3), 2, "valid", "linear"),
        ((2, 5), 1, "same", "relu"),
        ((1, 1), 3, "valid", "tanh"),
        ((9, 9), 2, "same", "selu"),
        ((2, 2), 4, "valid", "sigmoid"),
    ],
)
def test_maps_are_those_of_keras(
    browser: LessonScript, size: Pair, stride: int, padding: str, activation: str
) -> None:
    image, kernel = drawn(SIDES, 1), drawn(size, 2)
    layer = keras.layers.Conv2D(1, size, stride, padding, activation=activation)
    layer.build((None, *SIDES, 1))
    layer.set_weights([kernel[..., None, None], np.array([0.3], np.float32)])
    expected = np.asarray(layer(image[None, ..., None]))[0, ..., 0]
    about = {"strides": [stride] * 2, "padding": padding, "activation": activation, "bias": 0.3}
    rows, columns, values, each = browser.ask(
        f"everyValue({json.dumps(told(image))}, {json.dumps(told(kernel))}, {json.dumps(about)})"
    )
    assert (rows, columns) == expected.shape
    assert values == pytest.approx(expected.ravel(), abs=1e-5)
    assert each == pytest.approx(expected.ravel(), abs=1e-5)


@pytest.mark.parametrize(
    ("size", "stride", "padding"),
    [((2, 2), 2, "valid"), ((3, 2), 1, "same"), ((2, 2), 3, "valid"), ((1, 1), 1, "same")],
)
def test_pooled_maps_are_those_of_keras(
    browser: LessonScript, size: Pair, stride: int, padding: str
) -> None:
    image = drawn(SIDES, 3)
    pooled = []
    for way, kind in (
        ("max", keras.layers.MaxPooling2D),
        ("average", keras.layers.AveragePooling2D),
    ):
        about = {"way": way, "pool_size": size, "strides": [stride] * 2, "padding": padding}
        expected = np.asarray(kind(size, stride, padding)(image[None, ..., None]))[0, ..., 0]
        made = browser.ask(f"everyTile({json.dumps(told(image))}, {json.dumps(about)})")
        assert tuple(made[:2]) == expected.shape
        assert made[2] == pytest.approx(expected.ravel(), abs=1e-6)
        pooled.append(expected.ravel())
    assert made[3] == pytest.approx(pooled[0], abs=1e-6)
    assert made[4] == pytest.approx(pooled[1], abs=1e-6)

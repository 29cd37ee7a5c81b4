"""What nodes see, layer by layer, as web/lessons/growing_view.js follows it, against gradients."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pytest
import tensorflow as tf
from hypothesis import given, settings
from py_mini_racer import MiniRacer

from cnn_core.inside.sight import SIDES
from cnn_core.layers import AveragePooling2D, Conv2D, Layer, MaxPooling2D, Pair
from cnn_core.lessons.views import views
from cnn_core.web_files import FORWARD, joined
from tests.learning.test_receptive_fields import network_on
from tests.strategies import maps_layers


@pytest.fixture(scope="module")
def engine() -> Iterator[MiniRacer]:
    with MiniRacer() as engine:
        engine.eval(joined(*FORWARD, "lessons/growing_view.js") + "\n0")
        yield engine


def pixels_in_gradient(layers: tuple[Layer, ...], node: Pair) -> tuple[list[int], ...]:
    """Rows and columns of the image on which the node depends."""
    model = network_on(SIDES, layers)
    image = tf.ones((1, *SIDES, 1))
    with tf.GradientTape() as tape:
        tape.watch(image)
        value = model(image)[0, node[0], node[1], 0]
    found = tape.gradient(value, image).numpy()[0, :, :, 0] != 0
    assert np.array_equal(found, np.outer(found.any(axis=1), found.any(axis=0)))
    return tuple(np.flatnonzero(found.any(axis=axis)).tolist() for axis in (1, 0))


def check(engine: MiniRacer, layers: tuple[Layer, ...]) -> None:
    """The corner nodes, and one between them: edges, padding and gaps are all met exactly."""
    found = views(layers)
    if not found.layers:
        return
    rows, columns = found.layers[-1].sides
    for node in {(0, 0), (rows - 1, columns - 1), (rows // 2, columns // 3)}:
        layers_told = json.dumps([layer.told for layer in found.layers])
        script = f"seenBehind({layers_told}, {len(found.layers)}, {list(node)})[0]"
        seen = json.loads(engine.eval(f"JSON.stringify({script})"))
        assert (places(seen["rows"]), places(seen["columns"])) == pixels_in_gradient(layers, node)


def places(bits: int) -> list[int]:
    return [place for place in range(SIDES[0]) if bits >> place & 1]


@given(layers=maps_layers(largest=3))
@settings(max_examples=5)
def test_what_nodes_see_is_what_gradients_reach(
    engine: MiniRacer, layers: tuple[Layer, ...]
) -> None:
    check(engine, layers)


def test_edges_padding_and_gaps_of_several_layers(engine: MiniRacer) -> None:
    check(
        engine,
        (
            Conv2D(filters=1, kernel_size=(2, 5), strides=(3, 1), padding="same"),
            MaxPooling2D(pool_size=(3, 2), strides=(2, 2), padding="same"),
            Conv2D(filters=2, kernel_size=(2, 3), strides=(1, 2), padding="same"),
            AveragePooling2D(padding="same"),
        ),
    )

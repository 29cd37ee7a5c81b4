"""web/inside/kernels.js against numpy: which weights make which image, and in which order."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from py_mini_racer import MiniRacer

from cnn_core.layers import (
    ActivationLayer,
    Architecture,
    BatchNormalization,
    ClusterDistances,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Layer,
    MaxPooling2D,
    Output,
)
from cnn_core.payload import Network, pack, unpack
from cnn_core.web_files import FORWARD, joined
from tests.payloads import UNIT, random_tensors

LAYERS = (
    Conv2D(filters=5, kernel_size=(3, 2), activation="relu"),
    BatchNormalization(),
    MaxPooling2D(pool_size=(6, 6)),
    Conv2D(filters=4, kernel_size=(1, 1), activation="linear"),
    ActivationLayer(activation="relu"),
    Conv2D(filters=6, kernel_size=(2, 3), activation="relu"),
    Flatten(),
    Dropout(rate=0.5),
    Dense(units=7, activation="relu"),
    Output(),
)
FIRST, NORMALIZED, POOLED, SINGLE, LAST, UNITS, OUTPUT = 0, 1, 2, 3, 5, 8, 9
HELPERS = """
function load(payload) {
  globalThis.network = readNetwork(Uint8Array.fromBase64(payload));
  return network.layers.length;
}
function told(position) {
  const kernels = kernelsOf(network.layers, position);
  return kernels && { ...kernels, values: [...kernels.values], biases: [...kernels.biases] };
}
function ordered(position, way) {
  return kernelOrder(kernelNorms(kernelsOf(network.layers, position)), way);
}
function images(position, order, channelOf) {
  return [...kernelImages(kernelsOf(network.layers, position), order, channelOf)];
}
"""
Ask = Callable[[str], Any]


def network_of(layers: tuple[Layer, ...]) -> tuple[bytes, Network]:
    """A payload with normally distributed weights, and what is in it."""
    rng = np.random.default_rng(5)
    tensors = [
        [
            rng.normal(size=array.shape).astype(np.float32) if array.ndim > 1 else array
            for array in group
        ]
        for group in random_tensors(Architecture(layers=layers))
    ]
    payload = pack(layers, tensors, UNIT, tuple("0123456789"))
    return payload, unpack(payload)


@pytest.fixture(scope="module")
def engine() -> Iterator[MiniRacer]:
    with MiniRacer() as engine:
        engine.eval('"use strict";' + joined(*FORWARD, "inside/kernels.js") + HELPERS + "0")
        yield engine


@pytest.fixture
def open_network(engine: MiniRacer) -> Callable[[tuple[Layer, ...]], tuple[Ask, Network]]:
    def open_network(layers: tuple[Layer, ...]) -> tuple[Ask, Network]:
        payload, network = network_of(layers)
        engine.call("load", base64.b64encode(payload).decode())
        return lambda script: json.loads(engine.eval(f"JSON.stringify({script})")), network

    return open_network


@pytest.fixture
def opened(open_network: Callable[..., tuple[Ask, Network]]) -> tuple[Ask, Network]:
    return open_network(LAYERS)


def sides(kernels: dict[str, Any]) -> list[int]:
    return [kernels[name] for name in ("height", "width", "channels", "filters")]


def test_kernels_are_those_of_the_payload(opened: tuple[Ask, Network]) -> None:
    ask, network = opened
    for position in (FIRST, LAST):
        found, (kernel, biases) = ask(f"told({position})"), network.tensors[position]
        assert sides(found) == list(kernel.shape)
        assert np.array_equal(np.float32(found["values"]).reshape(kernel.shape), kernel)
        assert np.array_equal(np.float32(found["biases"]), biases)


def test_layers_without_weights_have_none(opened: tuple[Ask, Network]) -> None:
    ask, network = opened
    without = [at for at, tensors in enumerate(network.tensors) if not tensors]
    assert POOLED in without
    assert [ask(f"told({at})") for at in without] == [None] * len(without)


@pytest.mark.parametrize("position", [FIRST, LAST, UNITS, OUTPUT])
def test_norms_and_orders_are_those_of_numpy(position: int, opened: tuple[Ask, Network]) -> None:
    ask, network = opened
    kernel = network.tensors[position][0]
    norms = np.linalg.norm(kernel.reshape(-1, kernel.shape[-1]), axis=0)
    found = ask(f"[...kernelNorms(kernelsOf(network.layers, {position}))]")
    assert found == pytest.approx(norms, rel=1e-6)
    ascending = norms.argsort().tolist()
    assert ask(f"ordered({position}, 'smallest')") == ascending
    assert ask(f"ordered({position}, 'largest')") == ascending[::-1]
    assert ask(f"ordered({position}, 'position')") == list(range(len(norms)))


def test_equal_norms_stay_in_order(opened: tuple[Ask, Network]) -> None:
    ask, _ = opened
    assert ask("kernelOrder([2, 1, 2, 1], 'largest')") == [0, 2, 1, 3]
    assert ask("kernelOrder([2, 1, 2, 1], 'smallest')") == [1, 3, 0, 2]


def test_images_of_a_channel_of_the_strongest_and_of_the_mean(opened: tuple[Ask, Network]) -> None:
    ask, network = opened
    kernel = network.tensors[LAST][0]
    order, strongest = [4, 0, 2], np.linalg.norm(kernel, axis=(0, 1)).argmax(axis=0)
    found = ask(f"[...strongestChannels(kernelsOf(network.layers, {LAST}))]")
    assert found == strongest.tolist()
    for channel_of, expected in [
        ("() => 3", kernel[:, :, 3, order]),
        (f"(filter) => {found}[filter]", kernel[:, :, strongest[order], order]),
        ("null", kernel.mean(axis=2)[:, :, order]),
    ]:
        images = ask(f"images({LAST}, {order}, {channel_of})")
        assert np.reshape(images, (2, 3, 3)) == pytest.approx(expected, abs=1e-6)


def test_all_kernels_of_a_filter(opened: tuple[Ask, Network]) -> None:
    ask, network = opened
    found = ask(f"[...kernelsOfFilter(kernelsOf(network.layers, {LAST}), 5)]")
    assert np.array_equal(np.float32(found), network.tensors[LAST][0][..., 5].ravel())


def test_units_behind_flatten_have_an_image_per_map(opened: tuple[Ask, Network]) -> None:
    ask, network = opened
    kernel = network.tensors[UNITS][0].reshape(3, 2, 6, 7)
    assert sides(ask(f"told({UNITS})")) == [3, 2, 6, 7]
    images = ask(f"images({UNITS}, [6, 1], () => 4)")
    assert np.array_equal(np.float32(images).reshape(3, 2, 2), kernel[:, :, 4, [6, 1]])


def test_other_units_and_single_weights_have_a_strip(opened: tuple[Ask, Network]) -> None:
    ask, network = opened
    for position, inputs, outputs in ((OUTPUT, 7, 10), (SINGLE, 5, 4)):
        found = ask(f"told({position})")
        assert found["isStrip"]
        assert sides(found) == [1, inputs, 1, outputs]
        images = ask(f"images({position}, [3], () => 0)")
        kernel = network.tensors[position][0].reshape(inputs, outputs)
        assert np.array_equal(np.float32(images), kernel[:, 3])


def test_long_strips_are_folded(open_network: Callable[..., tuple[Ask, Network]]) -> None:
    layers = (Flatten(), Dense(units=300, activation="relu"), Output())
    ask, network = open_network(layers)
    assert sides(ask("told(1)")) == [28, 28, 1, 300]  # behind the image itself
    assert sides(ask("told(2)")) == [3, 128, 1, 10]
    images = np.float32(ask("images(2, [9], null)"))
    assert images[:300] == pytest.approx(network.tensors[2][0][:, 9])
    assert not images[300:].any()


def test_units_behind_a_global_average_have_a_strip(
    open_network: Callable[..., tuple[Ask, Network]],
) -> None:
    layers = (Conv2D(filters=3, kernel_size=(3, 3)), GlobalAveragePooling2D(), Output())
    ask, _ = open_network(layers)
    assert sides(ask("told(2)")) == [1, 3, 1, 10]


def test_a_normalisation_tells_scales_and_shifts(opened: tuple[Ask, Network]) -> None:
    ask, network = opened
    gamma, beta, mean, variance = network.tensors[NORMALIZED]
    scale = gamma / np.sqrt(variance + 1e-3)
    images = np.reshape(ask(f"images({NORMALIZED}, [0, 1], null)"), (5, 2))
    assert images[:, 0] == pytest.approx(scale, rel=1e-5)
    assert images[:, 1] == pytest.approx(beta - mean * scale, rel=1e-4, abs=1e-6)


def test_a_cluster_has_its_centre_as_its_image(
    open_network: Callable[..., tuple[Ask, Network]],
) -> None:
    ask, network = open_network((ClusterDistances(clusters=3), Output()))
    told = ask("told(0)")
    assert (told["noun"], told["filters"], told["isStrip"]) == ("Cluster", 3, False)
    images = np.reshape(ask("images(0, [2, 0, 1], null)"), (28, 28, 3))
    centres = network.tensors[0][0].reshape(28, 28, 3)
    np.testing.assert_allclose(images, centres[..., [2, 0, 1]], rtol=1e-6)

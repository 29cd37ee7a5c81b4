"""Flattening, weighted sums and logits in the browser, against numpy and scipy."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import numpy as np
import pytest
from scipy.signal import correlate2d
from scipy.special import softmax

from cnn_core.datasets import sample
from cnn_core.layers import Architecture, Flatten, GlobalAveragePooling2D, Output
from cnn_core.payload import unpack
from cnn_core.web_files import FORWARD
from tests import payloads, small_network
from tests.lesson_js import LessonScript, lesson_script

IMAGE = sample("mnist", 1).pixels[0]


@pytest.fixture(scope="module")
def browser() -> Iterator[LessonScript]:
    with lesson_script(
        *FORWARD, "elements.js", "inside/kernels.js", "lessons/weighted_sums.js"
    ) as script:
        yield script


def load(browser: LessonScript, payload: bytes) -> None:
    """Have `network` and `pixels` there, and the network asked about them."""
    text, pixels = (base64.b64encode(data).decode() for data in (payload, IMAGE.tobytes()))
    browser.ask(
        f'(globalThis.network = readNetwork(Uint8Array.fromBase64("{text}")),'
        f' globalThis.pixels = Uint8Array.fromBase64("{pixels}"), forward(network, pixels), 0)'
    )


@pytest.mark.parametrize("shape", [(3, 3, 64), (28, 28, 1), (1, 1, 120), (2, 5, 3)])
def test_places_are_those_of_a_flattened_array(
    browser: LessonScript, shape: tuple[int, int, int]
) -> None:
    flat = np.arange(np.prod(shape)).reshape(shape)
    for place in {0, 1, flat.size // 2, flat.size - 1}:
        (where,) = np.argwhere(flat == place).tolist()
        assert browser.ask(f"flatPlace({where}, {list(shape)})") == place
        assert browser.ask(f"mapPlace({place}, {list(shape)})") == where


def test_sums_before_an_activation(browser: LessonScript) -> None:
    load(browser, small_network.payload())
    kernel, bias = unpack(small_network.payload()).tensors[0]
    expected = [
        correlate2d(IMAGE / 255, kernel[:, :, 0, map_], "valid") + bias[map_] for map_ in range(4)
    ]
    found = browser.ask("sumsOf(network, 0)")
    assert found["shape"] == [26, 26, 4]
    np.testing.assert_allclose(
        np.reshape(found["values"], (26, 26, 4)), np.stack(expected, axis=-1), atol=1e-5
    )
    assert min(browser.ask("network.layers[0].values")) == 0  # the layer's own outputs stay


def test_one_unit_adds_up_to_its_logit(browser: LessonScript) -> None:
    load(browser, small_network.payload())
    logits = browser.ask("logitsOf(network, pixels)")
    np.testing.assert_allclose(
        softmax(logits), browser.ask("forward(network, pixels).at(-1).values"), atol=1e-6
    )
    units = browser.ask("firstUnits(network)")
    assert (units["position"], units["shape"]) == (3, [6, 6, 4])
    kernel, bias = unpack(small_network.payload()).tensors[3]
    weights = browser.ask("weightsOfUnit(network.layers[3].tensors, 7)")
    np.testing.assert_array_equal(np.float32(weights), kernel[:, 7])
    sums = browser.ask(f"runningSums({units['inputs']}, {weights}, {float(bias[7])})")
    steps = np.cumsum([bias[7], *(np.array(units["inputs"]) * weights)])
    np.testing.assert_allclose(sums, steps, atol=1e-6)
    assert sums[-1] == pytest.approx(logits[7], abs=1e-4)


def test_what_the_first_units_read(browser: LessonScript) -> None:
    load(browser, payloads.payload(Architecture(layers=(Flatten(), Output()))))
    assert browser.ask("firstUnits(network).shape") == [28, 28, 1]
    pooled = Architecture(layers=(GlobalAveragePooling2D(), Output()))
    load(browser, payloads.payload(pooled))
    assert browser.ask("firstUnits(network).shape") == [1, 1, 1]
    assert browser.ask("firstUnits(network).inputs") == pytest.approx([IMAGE.mean() / 255])

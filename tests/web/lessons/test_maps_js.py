"""The lesson From maps to maps in the browser: kernels of pairs, and the steps towards a value."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

import numpy as np
import pytest

from cnn_core.layers import Architecture, Conv2D, Flatten, MaxPooling2D, Output
from cnn_core.lessons.maps import Case, small_case
from cnn_core.web_files import FORWARD
from tests.lesson_js import LessonScript, lesson_script
from tests.payloads import payload, tensors_of

CASE = small_case(3, 2, (2, 3))
COLUMNS = 6
"""Of the output maps."""
NAMES = ["Red", "Green", "Blue"]


@pytest.fixture(scope="module")
def browser() -> Iterator[LessonScript]:
    with lesson_script("elements.js", *FORWARD, "lessons/maps_to_maps.js") as script:
        yield script


def told(case: Case, activation: str = "relu") -> str:
    settings = Conv2D(kernel_size=case.kernels.shape[:2], activation=activation)
    parts = (case.inputs, case.kernels, case.biases)
    arrays = [base64.b64encode(array.astype("<f4").tobytes()).decode() for array in parts]
    about = {"shape": case.inputs.shape, "settings": settings.model_dump(mode="json")}
    return f"layerOfParts({json.dumps(about)}, {arrays}.map((text) => Uint8Array.fromBase64(text)))"


def window(row: int, column: int) -> np.ndarray:
    return CASE.inputs[row : row + 2, column : column + 3]


def test_a_kernel_for_each_pair(browser: LessonScript) -> None:
    for maps in ((0, 0), (2, 1)):
        found = browser.ask(f"kernelOfPair({told(CASE)}, {maps[0]}, {maps[1]})")
        assert found == CASE.kernels[:, :, *maps].ravel().tolist()
    assert browser.ask(f"inputMap({told(CASE)}, 1)") == CASE.inputs[..., 1].ravel().tolist()


def test_a_value_is_the_sum_over_all_input_maps(browser: LessonScript) -> None:
    row, column, to = 4, 5, 1
    found = browser.ask(f"valueFromMaps({told(CASE)}, {to}, {row * COLUMNS + column})")
    products = window(row, column) * CASE.kernels[..., to]
    assert [part["sum"] for part in found["parts"]] == products.sum(axis=(0, 1)).tolist()
    assert found["parts"][2]["products"] == products[..., 2].ravel().tolist()
    assert found["sum"] == products.sum()
    assert found["biased"] == products.sum() + CASE.biases[to]
    assert found["value"] == max(found["biased"], 0)


@pytest.mark.parametrize(
    ("step", "text"),
    [
        (0, "Red: the products add up to 2."),
        (1, "Green: the products add up to −0.5; all so far 1.5."),
        (2, "Blue: the products add up to 0; all so far 1.5."),
        (3, "The output map's bias: 1.5 − 2 = −0.5."),
        (4, "relu(−0.5) = 0: the value of the output map."),
    ],
)
def test_every_step_is_told(browser: LessonScript, step: int, text: str) -> None:
    worked = {
        "parts": [{"sum": 2}, {"sum": -0.5}, {"sum": 0}],
        "sum": 1.5,
        "bias": -2,
        "biased": -0.5,
        "value": 0,
    }
    ask = f"stepText({json.dumps(worked)}, {step}, {NAMES}, 'relu')"
    assert browser.ask(ask) == text


def test_a_network_s_layer_gets_what_the_one_before_put_out(browser: LessonScript) -> None:
    layers = (Conv2D(filters=2), MaxPooling2D(), Conv2D(filters=3), Flatten(), Output())
    data = payload(Architecture(layers=layers))
    load = f'readNetwork(Uint8Array.fromBase64("{base64.b64encode(data).decode()}"))'
    image = np.random.default_rng(0).integers(0, 256, 784).tolist()
    outputs, second, first = browser.ask(
        f"((network) => (forward(network, {image}), [network.layers.map(({{values}}) => values), "
        f"layerBetweenMaps(network, 2), layerBetweenMaps(network, 0)]))({load})"
    )
    assert second["input"]["values"] == outputs[1]
    assert np.array_equal(np.float32(second["kernel"]), tensors_of(data)[2].ravel())
    assert first["input"]["shape"] == [28, 28, 1]
    assert first["input"]["values"] == pytest.approx(np.array(image) / 255)

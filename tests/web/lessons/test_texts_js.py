"""What the pictures of the lessons say, also where a setting is extreme."""

from __future__ import annotations

import base64
from collections.abc import Iterator

import numpy as np
import pytest
from scipy.special import expit, softmax

from cnn_core.datasets import sample
from cnn_core.layers import (
    ActivationLayer,
    Architecture,
    BatchNormalization,
    Conv2D,
    Dense,
    Flatten,
    Layer,
    Output,
)
from cnn_core.web_files import FORWARD
from tests.lesson_js import LessonScript, lesson_script
from tests.payloads import payload

SCRIPTS = (
    "elements.js",
    *FORWARD,
    "inside/kernels.js",
    "lessons/numbers.js",
    "lessons/weighted_sums.js",
    "lessons/activation_slopes.js",
    "lessons/cross_entropy.js",
    "lessons/activated_map.js",
    "lessons/flatten.js",
    "lessons/loss_steps.js",
    "lessons/descent.js",
    "lessons/descent_text.js",
    "lessons/kernel_past.js",
)
CLASSES = list("0123456789")
EXTREME = [[0.0] * 10, [1e6, *[-1e6] * 9], [-1e6, *[1e6] * 9], [5.0, *[800.0] * 9]]


@pytest.fixture(scope="module")
def browser() -> Iterator[LessonScript]:
    with lesson_script(*SCRIPTS, "lessons/activations.js") as script:
        yield script


@pytest.fixture(scope="module")
def past() -> Iterator[LessonScript]:
    with lesson_script(*SCRIPTS, "lessons/past.js") as script:
        yield script


@pytest.mark.parametrize("logits", EXTREME)
@pytest.mark.parametrize("output", ["softmax", "sigmoid"])
def test_extreme_logits_have_numbers_and_sentences(
    browser: LessonScript, output: str, logits: list[float]
) -> None:
    steps = browser.ask(f"LOSS_WAYS.{output}.steps({logits}, 0, {CLASSES})")
    text = " ".join(sentence for _, sentence in steps)
    for word in ("NaN", "Infinity", "undefined", "no number any"):
        assert word not in text
    assert {column for column, _ in steps} == {1, 2, 3, 4, 5}
    columns = np.array(browser.ask(f"columnsOf('{output}', {logits}, 0)"), float)
    assert columns.shape == (4, 10)
    assert np.isfinite(columns).all()


def test_the_columns_are_the_steps(browser: LessonScript) -> None:
    logits = np.linspace(-3, 4, 10)
    shifted, powers, shares, slopes = browser.ask(f"columnsOf('softmax', {logits.tolist()}, 9)")
    np.testing.assert_allclose(shifted, logits - 4)
    np.testing.assert_allclose(powers, np.exp(logits - 4))
    np.testing.assert_allclose(shares, softmax(logits))
    np.testing.assert_allclose(slopes, softmax(logits) - np.eye(10)[9])
    shares, right, losses, _ = browser.ask(f"columnsOf('sigmoid', {logits.tolist()}, 9)")
    np.testing.assert_allclose(shares, expit(logits))
    np.testing.assert_allclose(right, np.where(np.arange(10) == 9, shares, 1 - np.array(shares)))
    np.testing.assert_allclose(losses, -np.log(right))


def test_an_overflow_that_does_not_happen_is_told(browser: LessonScript) -> None:
    text = browser.ask(f"softmaxSentences([800, ...Array(9).fill(0)], 0, {CLASSES})[1][1]")
    assert "Without this step e^800 would be more than 64 bits can hold" in text


def test_where_slopes_vanish(browser: LessonScript) -> None:
    assert browser.ask("flatText('sigmoid')") == "below −4.6 and above 4.6"
    assert browser.ask("flatText('relu')") == "below 0"
    assert browser.ask("flatText('linear')") == "nowhere"


def test_a_dead_map_is_told(browser: LessonScript) -> None:
    assert "on this image it is dead" in browser.ask("passedText('relu', [-1, -2, 0])")
    told = browser.ask("passedText('relu', [-1, 2])")
    assert told == "relu: 0 to 2; at 50.00 % of the nodes the slope is below 0.01."


@pytest.mark.parametrize(
    ("layers", "shape"),
    [
        ((Conv2D(filters=2, strides=(9, 9)), Flatten(), Output()), [3, 3, 2]),
        (
            (
                Conv2D(filters=3, strides=(9, 9), activation="linear"),
                BatchNormalization(),
                ActivationLayer(),
                Flatten(),
                Output(),
            ),
            [3, 3, 3],
        ),
        ((Flatten(), Dense(units=7, activation="tanh"), Output()), [7]),
        ((Flatten(), Output()), [10]),
    ],
)
def test_the_sums_that_meet_the_first_activation(
    browser: LessonScript, layers: tuple[Layer, ...], shape: list[int]
) -> None:
    data, image = payload(Architecture(layers=layers)), sample("mnist", 1).pixels[0]
    texts = [base64.b64encode(each).decode() for each in (data, image.tobytes())]
    browser.ask(
        f'(globalThis.network = readNetwork(Uint8Array.fromBase64("{texts[0]}")),'
        f' forward(network, Uint8Array.fromBase64("{texts[1]}")), 0)'
    )
    sums = browser.ask("firstSums(network)")
    assert sums["shape"] == shape
    assert len(sums["values"]) == np.prod(shape)


def test_a_place_of_the_flat_row(browser: LessonScript) -> None:
    told = browser.ask("placeText(348, [3, 3, 64])")
    assert "row 1, column 2 of map 28 goes to (1 · 3 + 2) · 64 + 28 = 348" in told
    assert "place 349 of 576 = 3 · 3 · 64" in told
    assert browser.ask("placeText(0, [1, 1, 120])") == "One number per map: place 1 of 120."


def test_the_largest_products(browser: LessonScript) -> None:
    assert browser.ask("largestProducts([1, 2, 0, -4], [3, -1, 9, 1])") == [3, 0, 1, 2]
    rows = browser.ask("largestRows([1, 2, 0, -4], Float64Array.of(3, -1, 9, 1), [2, 2, 1])")
    assert rows[0] == ["4", "map 1, row 2, column 2", "−4 × 1", "−4"]


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ("'diverged', 9, 3, 0.6, true", "stays calm up to a rate of 0.6"),
        ("'dead', 0, 3, 0.6, false", "no learning rate can help"),
        ("'', 0, 0, 0.6, true", "no step changes anything"),
        ("'arrived', 900, 0.3, 0.6, true", "The filter is found"),
        ("'', 20000, 0.3, 0.6, true", "ends after 20,000 steps"),
        ("'', 0, 0.7, 0.6, true", "Above 0.6 the steps overshoot"),
    ],
)
def test_why_a_descent_does_not_go_on(browser: LessonScript, about: str, told: str) -> None:
    assert told in browser.ask(f"descentRemark({about})")
    assert browser.ask("descentRemark('', 5, 0.3, 0.6, true)") == ""


def test_a_moment_of_a_filter(past: LessonScript) -> None:
    moments = [
        {"step": 0, "epoch": 0, "loss": 2.3, "loss_step": 1},
        {"step": 1688, "epoch": 2, "loss": None, "loss_step": None},
    ]
    made = f"{{ moments: {moments}, settings: {{ kernel_size: [1, 2] }}, size: 2, count: 1, "
    made = made.replace("None", "null") + "kernels: Float32Array.of(0.5, 0, 0.5, -0.25) }"
    assert past.ask(f"pastText({made}, 0, 0)") == (
        "Before training: the weights are random; loss of batch 1: 2.3."
    )
    assert past.ask(f"pastText({made}, 1, 0)") == (
        "After 1,688 steps, 2 epochs: the filter has gone 0.25 in all (root of the summed "
        "squares), furthest in row 1, column 2: −0.25; the loss is not known."
    )

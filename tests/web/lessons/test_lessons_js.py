"""The lessons' plain functions in the browser: windows, filters, tiles, and numbers in words."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pytest

from cnn_core.web_files import FORWARD
from tests.lesson_js import LessonScript, lesson_script

FILES = (
    "elements.js",
    *FORWARD,
    "lessons/controls.js",
    "lessons/cells.js",
    "lessons/numbers.js",
    "lessons/sum.js",
    "lessons/sizes.js",
    "lessons/window.js",
    "lessons/filters.js",
    "lessons/tile.js",
)
NINE = "{ shape: [9, 9, 1] }"


@pytest.fixture(scope="module")
def browser() -> Iterator[LessonScript]:
    with lesson_script(*FILES) as script:
        yield script


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("3", ""),
        ("11", ""),
        ("", "expected a whole number from 1 to 11. Received: no number."),
        ("0", "expected a whole number from 1 to 11. Received: 0."),
        ("2.5", "expected a whole number from 1 to 11. Received: 2.5."),
        ("1e99", "expected a whole number from 1 to 11. Received: 1e99."),
        ("NaN", "expected a whole number from 1 to 11. Received: NaN."),
    ],
)
def test_numbers_that_do_not_fit_are_told(browser: LessonScript, text: str, told: str) -> None:
    limits = "{ least: 1, most: 11, isWhole: true }"
    assert browser.ask(f"numberFault({json.dumps(text)}, {limits})") == told


def test_weights_have_limits_of_a_million(browser: LessonScript) -> None:
    ask = "numberFault('-1e7', { least: -1e6, most: 1e6 })"
    assert browser.ask(ask) == "expected a number from −1,000,000 to 1,000,000. Received: -1e7."


def test_numbers_in_cells_are_short(browser: LessonScript) -> None:
    texts = browser.ask("[0, 1, -0.25, 0.0234, 99.96, 123.4, -1e6, 4e-7, NaN].map(cellText)")
    assert texts == ["0", "1", "−0.25", "0.02", "100", "123", "−1e6", "4e−7", "?"]
    texts = browser.ask("[3.456, -123456.7, 1e20, 0].map(sumText)")
    assert texts == ["3.46", "−123,457", "100000000000000000000", "0"]
    texts = browser.ask("[Math.fround(0.1), -0.0098654, 123456.7, -1e6, 0].map(fieldText)")
    assert texts == ["0.1", "-0.00987", "123456.7", "-1000000", "0"]


def test_a_walk_takes_about_half_a_minute_at_most(browser: LessonScript) -> None:
    assert browser.ask("[playPace(16, false), playPace(100, false), playPace(784, false)]") == [
        600,
        300,
        60,
    ]
    assert browser.ask("playPace(784, true)") == 600


@pytest.mark.parametrize(("height", "width"), [(3, 3), (2, 4), (1, 1), (1, 5)])
def test_filters_do_what_they_are_called(browser: LessonScript, height: int, width: int) -> None:
    def made(name: str) -> np.ndarray:
        return np.array(browser.ask(f"FILTERS.{name}({height}, {width})")).reshape(height, width)

    upright, level = made("vertical"), made("horizontal")
    assert upright.sum() == level.sum() == 0
    assert np.array_equal(upright[:, ::-1], -upright)
    assert np.array_equal(level[::-1], -level)
    assert made("blur") == pytest.approx(np.full((height, width), 1 / (height * width)))
    assert made("sharpen").sum() == pytest.approx(1)
    assert np.abs(made("random")).max() <= 1


def test_a_pixel_leads_to_the_nearest_window(browser: LessonScript) -> None:
    """3×3 windows of an image of 9×9 at stride 2: their middles are at 1, 3, 5 and 7."""
    view = f"windowsOf([3, 3], [2, 2], 'valid', {NINE})"
    places = [browser.ask(f"placeNear({view}, {row}, {column})") for row, column in
              [(0, 0), (1, 3), (8, 8), (5, 7)]]  # fmt: skip
    assert places == [0, 1, 15, 2 * 4 + 3]


@pytest.mark.parametrize(
    ("window", "border", "unseen"),
    [
        ("[3, 3], [2, 2], 'valid'", (0, 0, 0, 0), 0),
        ("[2, 2], [4, 4], 'valid'", (0, 0, 0, 0), 81 - 16),
        ("[4, 4], [3, 3], 'valid'", (0, 0, 0, 0), 81 - 49),
        ("[3, 2], [1, 1], 'same'", (1, 1, 0, 1), 0),
        ("[11, 11], [12, 12], 'same'", (1, 1, 1, 1), 0),
    ],
)
def test_padding_and_pixels_that_no_window_sees(
    browser: LessonScript, window: str, border: tuple[int, ...], unseen: int
) -> None:
    view = f"windowsOf({window}, {NINE})"
    top, bottom, left, right = border
    expected = {"top": top, "bottom": bottom, "left": left, "right": right}
    assert browser.ask(f"borderOf({view})") == expected
    assert browser.ask(f"unseenPixels({view})") == unseen


def test_a_filter_larger_than_the_image_is_told(browser: LessonScript) -> None:
    large, nine = "{ height: 11, width: 3 }", "{ height: 9, width: 9 }"
    told = browser.ask(f"fitFault('filter', {large}, {nine}, 'valid')")
    assert told.startswith("A filter of 11×3 does not fit into 9×9")
    assert browser.ask(f"fitFault('filter', {large}, {nine}, 'same')") == ""


@pytest.mark.parametrize(
    ("size", "stride", "padding", "told"),
    [
        (
            (3, 3),
            2,
            "valid",
            "Each way ⌊(9 − 3) / 2⌋ + 1 = 4. 9 weights and 1 bias serve all 16 values.",
        ),
        ((3, 2), 2, "valid", "Down ⌊(9 − 3) / 2⌋ + 1 = 4, across ⌊(9 − 2) / 2⌋ + 1 = 4."),
        ((1, 1), 1, "same", "1 weight and 1 bias serve all 81 values. A 1×1 filter looks at one"),
        ((11, 11), 9, "same", "Each way ⌈9 / 9⌉ = 1. 121 weights and 1 bias make its one value."),
        ((2, 2), 7, "valid", "65 pixels are in no window: they do not matter."),
    ],
)
def test_sizes_are_told(
    browser: LessonScript, size: tuple[int, int], stride: int, padding: str, told: str
) -> None:
    layer = json.dumps({"strides": [stride, stride], "padding": padding})
    view = f"windowsOf({list(size)}, [{stride}, {stride}], '{padding}', {NINE})"
    browser.ask(f"(globalThis.view = {view}).rows")
    nine = "{ height: 9, width: 9 }, { view, rows: view.rows, columns: view.columns }"
    assert told in browser.ask(f"mapText({nine}, {layer})")


@pytest.mark.parametrize(
    ("layer", "told"),
    [
        ("{ way: 'max', pool_size: [2, 2], strides: [2, 2], padding: 'valid' }", "holds 4 of the"),
        (
            "{ way: 'average', pool_size: [2, 2], strides: [2, 2], padding: 'valid' }",
            "only the mean",
        ),
        ("{ way: 'max', pool_size: [1, 1], strides: [1, 1], padding: 'valid' }", "nothing is lost"),
        (
            "{ way: 'max', pool_size: [1, 1], strides: [3, 3], padding: 'valid' }",
            "12 values lie in no",
        ),
    ],
)
def test_what_is_lost_is_told(browser: LessonScript, layer: str, told: str) -> None:
    image = f"{{ height: 4, width: 4, values: {list(range(16))} }}"
    assert told in browser.ask(f"lostText({image}, pooledMap({image}, {layer}), {layer}.way)")


def test_values_shuffled_within_tiles_are_pooled_alike(browser: LessonScript) -> None:
    image = np.random.default_rng(0).permutation(42).reshape(6, 7)
    told = json.dumps({"height": 6, "width": 7, "values": image.ravel().tolist()})
    layer = "{ way: 'max', pool_size: [2, 2], strides: [2, 2], padding: 'same' }"
    browser.ask(f"(globalThis.map = pooledMap({told}, {layer})).rows")
    shuffled = np.array(browser.ask(f"shuffledTiles({told}, map.view).values")).reshape(6, 7)
    assert not np.array_equal(shuffled, image)
    for row in range(0, 6, 2):
        for column in range(0, 7, 2):
            tiles = [each[row : row + 2, column : column + 2] for each in (image, shuffled)]
            assert np.array_equal(*(np.sort(tile, axis=None) for tile in tiles))
    assert browser.ask(f"passedOn({told}, map.view)") == 3 * 4
    assert browser.ask("doOverlap(map.view)") is False


def test_a_value_may_be_the_largest_of_many_tiles(browser: LessonScript) -> None:
    image = "{ height: 3, width: 3, values: [0, 0, 0, 0, 9, 0, 0, 0, 0] }"
    view = "windowsOf([2, 2], [1, 1], 'valid', { shape: [3, 3, 1] })"
    assert browser.ask(f"passedOn({image}, {view})") == 1
    assert browser.ask(f"doOverlap({view})") is True

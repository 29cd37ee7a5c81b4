"""The browser's figures of a lesion: intervals, counts, and what it says of damaged images."""

from __future__ import annotations

import base64
import struct
from collections.abc import Iterator

import numpy as np
import pytest
from py_mini_racer import JSEvalException

from cnn_core.datasets import Images, sample
from cnn_core.images_file import to_bytes
from cnn_core.scores import wilson
from tests.lesion_js import Lesions, lesions
from tests.small_network import payload


@pytest.fixture(scope="module")
def browser() -> Iterator[Lesions]:
    with lesions() as engine:
        engine.load(payload(), sample("mnist", 20), 0)
        yield engine


@pytest.mark.parametrize(("right", "total"), [(0, 1), (1, 1), (7, 9), (989, 1000), (1000, 1000)])
def test_intervals_are_those_of_the_results(browser: Lesions, right: int, total: int) -> None:
    assert browser.ask(f"wilson({right}, {total})") == pytest.approx(wilson(right, total))


def test_answers_are_counted_per_class_as_far_as_they_are_known(browser: Lesions) -> None:
    counts = browser.ask("tally([3, 3, 1, 3, 0], [3, 2, 1, 254, 254], 3)")
    assert counts["of"] == [0, 1, 0, 2, 0, 0, 0, 0, 0, 0]
    assert counts["right"] == [0, 1, 0, 1, 0, 0, 0, 0, 0, 0]


def test_a_new_set_gives_the_old_one_up(browser: Lesions) -> None:
    browser.ask("(globalThis.old = measure.switchOff([0])).next() && old.next() && 0")
    assert browser.ask("measure.done") == 2
    whole = browser.answers([1])
    browser.ask("(globalThis.steps = measure.weigh()).next() && 0")
    assert np.array_equal(browser.answers([1]), whole)
    assert browser.ask("[measure.done, measure.weighed]") == [20, 0]
    assert browser.ask("toTheEnd(measure.weigh())") == 4 * 20
    assert browser.ask("measure.weighed") == 20


def test_a_network_that_gives_no_numbers_gives_no_answers(browser: Lesions) -> None:
    assert browser.ask("[answerOf([1, NaN, 3]), answerOf([0, 2, 2])]") == [255, 1]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not of version 1"),
        (struct.pack("<II", 2, 0), "not of version 1"),
        (struct.pack("<II", 1, 1) + bytes(784), "not complete"),
    ],
)
def test_damaged_images_are_told(browser: Lesions, data: bytes, message: str) -> None:
    text = base64.b64encode(data).decode()
    with pytest.raises(JSEvalException, match=message):
        browser.ask(f'readImages(Uint8Array.fromBase64("{text}"))')


def test_the_file_of_images_is_read(browser: Lesions) -> None:
    images = Images(np.full((2, 28, 28), 7, np.uint8), np.array([3, 9], np.uint8))
    text = base64.b64encode(to_bytes(images)).decode()
    browser.ask(f'(globalThis.images = readImages(Uint8Array.fromBase64("{text}"))).count')
    assert browser.ask("[images.count, ...images.labels, images.pixels.length]") == [2, 3, 9, 1568]

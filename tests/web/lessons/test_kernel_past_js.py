"""A filter's past in the browser: its weights, how far it has gone, and its map of an image."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

import numpy as np
import pytest
from scipy.signal import correlate2d

from cnn_core.datasets import sample
from cnn_core.lessons.kernel_past import KernelPast, kernel_past
from cnn_core.records import Run
from cnn_core.web.lessons.descent import past_data, past_parts
from cnn_core.web_files import FORWARD
from tests.ended_runs import ended
from tests.lesson_js import LessonScript, lesson_script
from tests.lessons.test_kernel_past import TAKEN, points

IMAGE = sample("mnist", 1).pixels[0]
RUN: Run = ended(1)


def made() -> KernelPast:
    past = kernel_past(TAKEN, points(8))
    assert past is not None
    return past


@pytest.fixture(scope="module")
def browser() -> Iterator[LessonScript]:
    with lesson_script(*FORWARD, "lessons/kernel_past.js") as script:
        texts = [base64.b64encode(part).decode() for part in past_parts(made())]
        about = json.dumps(past_data(made(), RUN, points(8)))
        parts = f"{texts}.map((text) => Uint8Array.fromBase64(text))"
        script.ask(f"(globalThis.past = readPast({{ ...{about}, parts: {parts} }}), 0)")
        yield script


def test_weights_arrive(browser: LessonScript) -> None:
    for moment in range(3):
        for filter_ in range(4):
            found = browser.ask(f"weightsAt(past, {moment}, {filter_})")
            expected = made().kernels[moment, :, :, 0, filter_].ravel()
            np.testing.assert_array_equal(np.float32(found), expected)


def test_the_way_of_each_filter(browser: LessonScript) -> None:
    change = made().kernels - made().kernels[0]
    ways = np.sqrt((change**2).sum(axis=(1, 2, 3)))
    for filter_ in range(4):
        found = browser.ask(f"wayOf(past, 2, {filter_})")
        assert found["total"] == pytest.approx(ways[2, filter_], rel=1e-6)
        np.testing.assert_allclose(found["change"], change[2, :, :, 0, filter_].ravel(), atol=1e-6)
    assert browser.ask("filtersByWay(past)") == np.argsort(-ways[2]).tolist()


def test_its_map_of_an_image(browser: LessonScript) -> None:
    found = browser.ask(f"mapAt(past, 1, 2, {IMAGE.ravel().tolist()})")
    kernel, bias = made().kernels[1, :, :, 0, 2], made().biases[1, 2]
    expected = np.maximum(correlate2d(IMAGE / 255, kernel, "valid") + bias, 0)
    assert found["shape"] == [26, 26, 1]
    np.testing.assert_allclose(np.reshape(found["values"], (26, 26)), expected, atol=1e-5)

"""Softmax, sigmoid and their losses in the browser, against scipy and against differences."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from scipy.special import expit, log_expit, log_softmax, softmax

from cnn_core.web_files import FORWARD
from tests.lesson_js import LessonScript, lesson_script

LOGITS = [
    [0.0] * 10,
    [3.1, -2.0, 0.5, 8.25, 1.0, -7.5, 0.0, 2.0, 2.0, -0.125],
    [1000.0, -1000.0, 0.0, 999.0, 5.0, 1.0, 2.0, 3.0, 4.0, 5.0],
    [-1e6, *[1e6] * 9],
]


@pytest.fixture(scope="module")
def browser() -> Iterator[LessonScript]:
    with lesson_script(*FORWARD, "lessons/cross_entropy.js") as script:
        yield script


@pytest.mark.parametrize("logits", LOGITS)
def test_softmax_step_by_step(browser: LessonScript, logits: list[float]) -> None:
    steps = browser.ask(f"softmaxSteps({logits})")
    powers = np.exp(np.array(logits) - max(logits))
    assert steps["largest"] == max(logits)
    np.testing.assert_allclose(steps["powers"], powers)
    assert steps["sum"] == pytest.approx(powers.sum())
    np.testing.assert_allclose(steps["shares"], softmax(logits))
    whole = browser.ask(f"(softmax(globalThis.all = Float64Array.from({logits})), all)")
    np.testing.assert_allclose(steps["shares"], whole)


@pytest.mark.parametrize("logits", LOGITS)
@pytest.mark.parametrize("right", [0, 3])
def test_losses_are_numbers_however_sure_an_answer(
    browser: LessonScript, logits: list[float], right: int
) -> None:
    found = browser.ask(f"lossOf('softmax', {logits}, {right})")
    assert found == pytest.approx(-log_softmax(logits)[right])
    signs = np.where(np.arange(10) == right, 1, -1)
    found = browser.ask(f"sigmoidSteps({logits}, {right})")
    np.testing.assert_allclose(found["shares"], expit(logits))
    np.testing.assert_allclose(found["losses"], -log_expit(signs * np.array(logits)))
    assert browser.ask(f"lossOf('sigmoid', {logits}, {right})") == pytest.approx(
        -log_expit(signs * np.array(logits)).mean()
    )


@pytest.mark.parametrize("name", ["softmax", "sigmoid"])
def test_slopes_are_what_the_loss_rises_by(browser: LessonScript, name: str) -> None:
    logits, width = np.array(LOGITS[1]), 1e-5
    slopes = browser.ask(f"pulls('{name}', {logits.tolist()}, 2)")
    for at, slope in enumerate(slopes):
        nudge = np.eye(10)[at] * width
        above, below = (
            browser.ask(f"lossOf('{name}', {each.tolist()}, 2)")
            for each in (logits + nudge, logits - nudge)
        )
        assert slope == pytest.approx((above - below) / (2 * width), abs=1e-8)

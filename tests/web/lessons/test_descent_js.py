"""Gradient descent on one filter: its gradient, its limit, and what becomes of extreme settings."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from cnn_core.datasets import sample
from cnn_core.web_files import FORWARD
from tests.lesson_js import LessonScript, lesson_script

SCRIPTS = (*FORWARD, "lessons/activation_slopes.js", "lessons/descent.js")
IMAGE = sample("mnist", 1).pixels[0] / 255
WINDOWS = sliding_window_view(IMAGE, (3, 3)).reshape(-1, 9)
KNOWN = [-1, 0, 1, -1, 0, 1, -1, 0, 1]
START = [0.3, -0.2, 0.1, 0.4, 0.05, -0.35, 0.15, 0.25, -0.45]


@pytest.fixture(scope="module")
def browser() -> Iterator[LessonScript]:
    with lesson_script(*SCRIPTS) as script:
        script.ask(f"(globalThis.windows = filterWindows({IMAGE.ravel().tolist()}, 28), 0)")
        yield script


def begin(browser: LessonScript, start: list[float], name: str = "linear") -> None:
    wanted = f"filterMap(windows, {KNOWN}, '{name}')"
    browser.ask(f"(globalThis.d = new FilterDescent(windows, {wanted}, {start}, '{name}'), 0)")


def go(browser: LessonScript, steps: int, rate: float) -> None:
    browser.ask(f"[...Array({steps})].map(() => d.step({rate})).length")


def limit() -> float:
    """Of a quadratic loss: 2 over its largest curvature."""
    return float(2 / np.linalg.eigvalsh(2 / len(WINDOWS) * WINDOWS.T @ WINDOWS)[-1])


def test_windows_are_those_of_the_image(browser: LessonScript) -> None:
    np.testing.assert_array_equal(np.reshape(browser.ask("windows"), (-1, 9)), WINDOWS)


@pytest.mark.parametrize("name", ["linear", "relu"])
def test_the_gradient_is_what_the_loss_rises_by(browser: LessonScript, name: str) -> None:
    wanted = browser.ask(f"filterMap(windows, {KNOWN}, '{name}')")

    def found(weights: np.ndarray) -> dict[str, object]:
        about = f"windows, {wanted}, {weights.tolist()}, '{name}'"
        return dict(browser.ask(f"errorAndGradient({about})"))

    gradient = found(np.array(START))["gradient"]
    width = 1e-6
    differences = [
        (float(found(START + nudge)["loss"]) - float(found(START - nudge)["loss"])) / (2 * width)  # type: ignore[arg-type]
        for nudge in np.eye(9) * width
    ]
    np.testing.assert_allclose(gradient, differences, atol=1e-7)


def test_steps_are_those_of_numpy(browser: LessonScript) -> None:
    begin(browser, START)
    go(browser, 25, 0.5)
    weights, wanted = np.array(START), WINDOWS @ KNOWN
    losses = []
    for _ in range(25):
        error = WINDOWS @ weights - wanted
        losses.append((error**2).mean())
        weights = weights - 0.5 * 2 / len(WINDOWS) * WINDOWS.T @ error
    np.testing.assert_allclose(browser.ask("d.at().weights"), weights)
    np.testing.assert_allclose(browser.ask("d.losses")[:25], losses)


def test_below_its_limit_a_rate_finds_the_filter(browser: LessonScript) -> None:
    assert browser.ask("largestRate(windows)") == pytest.approx(limit(), rel=1e-6)
    begin(browser, START)
    go(browser, 1000, 0.95 * limit())
    assert browser.ask("d.state") == "arrived"
    np.testing.assert_allclose(browser.ask("d.at().weights"), KNOWN, atol=1e-3)


def test_above_its_limit_a_rate_diverges_and_stops(browser: LessonScript) -> None:
    begin(browser, START)
    go(browser, 3000, 1.5 * limit())
    assert browser.ask("[d.state, d.step(0.1)]") == ["diverged", False]
    assert browser.ask("d.steps") < 3000
    begin(browser, START)
    go(browser, 3, 1000)
    assert browser.ask("d.state") == "diverged"
    assert np.isfinite(browser.ask("d.at().loss"))
    browser.ask("(d.backTo(0), 0)")
    assert browser.ask("[d.state, d.steps]") == ["", 0]


def test_a_rate_of_0_moves_nothing(browser: LessonScript) -> None:
    begin(browser, START)
    go(browser, 5, 0)
    assert browser.ask("d.at().weights") == START
    assert browser.ask("d.steps") == 5


@pytest.mark.parametrize("start", [[-0.5] * 9, [0.0] * 9])
def test_a_relu_whose_sums_are_not_above_0_is_dead(
    browser: LessonScript, start: list[float]
) -> None:
    begin(browser, start, "relu")
    go(browser, 3, 1)
    assert browser.ask("d.state") == "dead"
    assert browser.ask("d.at().weights") == start


def test_the_known_filter_itself_has_arrived(browser: LessonScript) -> None:
    begin(browser, [float(weight) for weight in KNOWN], "relu")
    assert browser.ask("d.state") == "arrived"


def test_an_empty_image_has_no_limit(browser: LessonScript) -> None:
    assert browser.ask("largestRate(new Float64Array(9)) === Infinity")

"""Slopes of the activations, against differences of their own values; where they vanish."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

import numpy as np
import pytest

from cnn_core.layers import Activation
from cnn_core.web_files import FORWARD
from tests.lesson_js import LessonScript, lesson_script

NAMES = get_args(Activation)


@pytest.fixture(scope="module")
def browser() -> Iterator[LessonScript]:
    with lesson_script(*FORWARD, "lessons/activation_slopes.js") as script:
        yield script


@pytest.mark.parametrize("name", NAMES)
def test_slopes_are_what_the_values_rise_by(browser: LessonScript, name: str) -> None:
    places = np.linspace(-8, 8, 60)  # 0 is not among them: some have a bend there
    width = 1e-5
    above, below = (
        np.array(browser.ask(f"activated('{name}', {(places + by).tolist()})"))
        for by in (width, -width)
    )
    slopes = browser.ask(f"slopesAt('{name}', {places.tolist()})")
    np.testing.assert_allclose(slopes, (above - below) / (2 * width), atol=1e-8)


@pytest.mark.parametrize("name", NAMES)
def test_far_from_0_there_are_still_numbers(browser: LessonScript, name: str) -> None:
    values = browser.ask(
        f"[...activated('{name}', [-1e6, 1e6]), ...slopesAt('{name}', [-1e6, 1e6])]"
    )
    assert np.isfinite(np.array(values, float)).all()


@pytest.mark.parametrize(
    ("name", "stretches"),
    [
        ("linear", []),
        ("relu", [[-20, 0]]),
        ("sigmoid", [[-20, -4.6], [4.6, 20]]),
        ("tanh", [[-20, -3], [3, 20]]),
        ("elu", [[-20, -4.6]]),
    ],
)
def test_stretches_without_slope(
    browser: LessonScript, name: str, stretches: list[list[float]]
) -> None:
    found = browser.ask(f"flatStretches('{name}', -20, 20)")
    assert len(found) == len(stretches)
    np.testing.assert_allclose(np.ravel(found), np.ravel(stretches), atol=0.04)


def test_the_share_of_nodes_that_pass_nothing_on(browser: LessonScript) -> None:
    assert browser.ask("flatShare('relu', [-1, 0, 2, 3])") == 0.5
    assert browser.ask("flatShare('relu', [])") == 0
    assert browser.ask("flatShare('linear', [0, 1e9])") == 0

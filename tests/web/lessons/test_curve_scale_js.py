"""Axes of the lessons' curves: places, and round values beside them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from tests.lesson_js import LessonScript, lesson_script


@pytest.fixture(scope="module")
def browser() -> Iterator[LessonScript]:
    with lesson_script("lessons/curve_scale.js") as script:
        yield script


@pytest.mark.parametrize(
    ("axis", "values"),
    [
        ("linearAxis(-2, 3)", [-2, -0.5, 3]),
        ("linearAxis(5, 5)", [5, 6]),
        ("logarithmicAxis(0.01, 10)", [0.01, 0.3, 10]),
        ("stepAxis(3376)", [0, 1, 50, 3376]),
        ("stepAxis(0)", [0, 1]),
    ],
)
def test_places_lead_back_to_their_values(
    browser: LessonScript, axis: str, values: list[float]
) -> None:
    shares = browser.ask(f"{values}.map({axis}.share)")
    assert shares[0] == 0
    assert shares[-1] == pytest.approx(1)
    assert shares == sorted(shares)
    np.testing.assert_allclose(browser.ask(f"{shares}.map({axis}.valueAt)"), values, atol=1e-9)


@pytest.mark.parametrize(
    ("axis", "ticks"),
    [
        ("linearAxis(-6, 6, 6)", [-6, -4, -2, 0, 2, 4, 6]),
        ("linearAxis(0, 1)", [0, 0.2, 0.4, 0.6, 0.8, 1]),
        ("linearAxis(0.1, 0.31, 4)", [0.1, 0.2, 0.3]),
        ("logarithmicAxis(0.02, 5)", [0.01, 0.1, 1, 10]),
        ("logarithmicAxis(0, 1)", [1e-12, 1e-9, 1e-6, 1e-3, 1]),
        ("stepAxis(422)", [0, 1, 10, 100]),
    ],
)
def test_round_values_are_written(browser: LessonScript, axis: str, ticks: list[float]) -> None:
    assert browser.ask(f"{axis}.ticks") == pytest.approx(ticks)


def test_the_extent_leaves_out_what_is_no_number(browser: LessonScript) -> None:
    assert browser.ask("extentOf([2, NaN, 4, Infinity], 0)") == [2, 4]
    assert browser.ask("extentOf([], 0)") == [0, 1]
    low, high = browser.ask("extentOf([3, 3])")
    assert low < 3 < high

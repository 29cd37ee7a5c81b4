"""Likeness of patterns, against numpy's correlation and patterns that are alike by design."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core.inside.likeness import likeness, views
from cnn_core.inside.sight import Sight

RNG = np.random.default_rng(0)
WHOLE = Sight()
SMALL = Sight(size=(3, 3))


def noise(*shape: int) -> np.ndarray:
    return RNG.uniform(0, 255, shape).astype(np.float32)


def test_small_views_are_compared_by_correlation() -> None:
    first, second = noise(4, 5, 5), noise(3, 5, 5)
    expected = np.corrcoef(first.reshape(4, -1), second.reshape(3, -1))[:4, 4:]
    np.testing.assert_allclose(likeness(first, second), expected, atol=1e-5)
    assert likeness(noise(6, 2, 5, 5), noise(6, 3, 5, 5)).shape == (6, 2, 3)


def test_large_views_may_be_shifted_a_little() -> None:
    image = noise(32, 32)
    here = image[2:30, 2:30]
    shifted = np.stack([here, image[4:, 1:29], image[:28, 4:], image[2:30, 2:30] * 0.5 + 9])
    alike = likeness(here[np.newaxis], shifted)
    np.testing.assert_allclose(alike, 1, atol=1e-5)
    beyond = np.roll(here, 5, axis=0)
    assert abs(likeness(here[np.newaxis], beyond[np.newaxis]).item()) < 0.3


def test_opposites_are_unlike_and_flat_views_like_nothing() -> None:
    view, flat = noise(1, 6, 6), np.full((1, 6, 6), 7, np.float32)
    assert likeness(view, 255 - view).item() == pytest.approx(-1, abs=1e-5)
    assert likeness(view, flat).item() == likeness(flat, flat).item() == 0


def test_the_view_is_the_mean_over_nodes_by_what_they_answer() -> None:
    pattern, answers = noise(1, 28, 28), np.zeros((1, 26, 26), np.float32)
    answers[0, 4, 7], answers[0, 20, 1] = 3, 1
    expected = 0.75 * pattern[0, 4:7, 7:10] + 0.25 * pattern[0, 20:23, 1:4]
    np.testing.assert_allclose(views(pattern, answers, SMALL)[0], expected, rtol=1e-5)


def test_all_nodes_count_alike_where_none_answers_more() -> None:
    pattern = noise(1, 28, 28)
    view = views(pattern, np.full((1, 2, 2), -3, np.float32), Sight(size=(3, 3), step=(10, 10)))
    corners = [pattern[0, y : y + 3, x : x + 3] for y in (0, 10) for x in (0, 10)]
    expected = np.mean(corners, axis=0)
    np.testing.assert_allclose(view[0], expected, rtol=1e-5)


def test_textures_that_begin_elsewhere_are_alike() -> None:
    """Stripes of two images that hardly correlate pixel by pixel, seen by nodes that like them."""
    rows = np.arange(28) % 4 < 2
    first = np.broadcast_to(255.0 * rows[:, np.newaxis], (28, 28)).astype(np.float32)
    second = np.roll(first, 1, axis=0)
    patterns = np.stack([first, second])
    answers = np.stack([(each[1:27, 1:27] - each[0:26, 1:27]).clip(0) for each in patterns])
    assert abs(np.corrcoef(first.ravel(), second.ravel())[0, 1]) < 0.1
    seen = views(patterns, answers, SMALL)
    assert likeness(seen, seen).min() > 0.99


def test_views_beyond_the_edge_are_left_out_or_give_way_to_the_image() -> None:
    pattern, answers = noise(1, 28, 28), noise(1, 28, 28)
    padded = Sight(size=(3, 3), first=(-1, -1))
    inner = views(pattern, answers[:, 1:27, 1:27], SMALL)
    answers_of_inner = answers.copy()
    answers_of_inner[0, 0] = 9000  # a node that sees beyond the edge
    np.testing.assert_allclose(views(pattern, answers_of_inner, padded), inner, rtol=1e-5)
    large = Sight(size=(40, 40), first=(-6, -6))
    np.testing.assert_array_equal(views(pattern, answers, large), pattern)
    np.testing.assert_array_equal(views(pattern, answers[:, :1, :1], WHOLE), pattern)

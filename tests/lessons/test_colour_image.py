"""The coloured picture and its filters, by numpy."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core.lessons.colour_image import FILTERS, PICTURE, colour_case
from cnn_core.lessons.maps import Case, NoPlaceError

RED, YELLOW, EDGES = range(3)


def answers(case: Case, output: int) -> np.ndarray:
    """(rows, columns): the map that a filter makes, before the activation."""
    windows = np.lib.stride_tricks.sliding_window_view(
        case.inputs, case.kernels.shape[:2], axis=(0, 1)
    )
    kernel = case.kernels[..., output]
    return np.einsum("rcdhw,hwd->rc", windows, kernel) + case.biases[output]


def letters(found: np.ndarray) -> set[str]:
    return {PICTURE[row][column] for row, column in np.argwhere(found > 1e-6)}


def test_filters_of_one_pixel_answer_to_their_colour() -> None:
    case = colour_case((1, 1))
    assert case.inputs.shape == (10, 10, 3)
    assert case.kernels.shape == (1, 1, 3, len(FILTERS))
    assert letters(answers(case, RED)) == {"r"}
    assert letters(answers(case, YELLOW)) == {"y", "r"}
    assert letters(answers(case, EDGES)) == set()


def test_edges_answer_to_a_brighter_right_half() -> None:
    case = colour_case((1, 2))
    assert case.kernels[0, :, 0, EDGES].tolist() == [-1, 1]
    found = answers(case, EDGES)
    assert np.isclose(found, np.diff(case.inputs.sum(axis=2), axis=1), atol=1e-6).all()


def test_a_filter_may_be_any_rectangle() -> None:
    case = colour_case((2, 5))
    assert case.kernels.shape == (2, 5, 3, 3)
    assert case.kernels[1, :, 2, EDGES].tolist() == [-1, -1, 0, 1, 1]


def test_a_filter_larger_than_the_picture_has_no_place() -> None:
    with pytest.raises(NoPlaceError, match="11×2×3 has no place on a picture of 10×10×3"):
        colour_case((11, 2))

"""Places that a window takes, against counting them; multiply-adds, against a sum of ones."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_core.layers import Conv2D
from cnn_core.shapes import effect, output_side


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40))
def test_places_inside_are_those_that_can_be_counted(side: int, window: int, stride: int) -> None:
    places = sum(1 for start in range(0, side, stride) if start + window <= side)
    assert max(0, output_side(side, window, stride, "valid")) == places
    assert output_side(side, window, stride, "same") == len(range(0, side, stride))


def test_a_9x9_image_at_stride_2_gives_a_4x4_map() -> None:
    layer = Conv2D(filters=1, strides=(2, 2))
    assert effect(layer, (9, 9, 1)).output_shape == (4, 4, 1)


def test_a_colour_image_has_depth_3() -> None:
    assert effect(Conv2D(filters=32), (28, 28, 3)).weights == 32 * (3 * 3 * 3) + 32


@pytest.mark.parametrize("strides", [(1, 1), (2, 3)])
def test_multiply_adds_of_a_convolution(strides: tuple[int, int]) -> None:
    """A kernel of ones on an image of ones sums up one for each multiplication."""
    windows = np.lib.stride_tricks.sliding_window_view(np.ones((12, 9, 4)), (3, 2, 4))
    once = int(windows[:: strides[0], :: strides[1]].sum())
    layer = Conv2D(filters=5, kernel_size=(3, 2), strides=strides)
    assert effect(layer, (12, 9, 4)).multiply_adds == 5 * once

"""Kernels between maps: how many there are, and the small numbers that stand for them."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core.arithmetic import check
from cnn_core.lessons.maps import (
    MOST_MAPS,
    SIDE,
    NoPlaceError,
    counted,
    network_of,
    remarks,
    small_case,
)


def test_the_article_s_count() -> None:
    found = counted(32, 64, (3, 3))
    assert (found.kernels, found.weights) == (2_048, 18_496)
    assert found.formula == "64·32·9 + 64 = 18,496"
    assert found.told == (
        "64 output maps × 32 input maps = 2,048 kernels of 3·3 = 9 weights each, and one bias for "
        "each output map: 64·32·9 + 64 = 18,496."
    )


def test_one_of_each() -> None:
    found = counted(1, 1, (1, 1))
    assert found.told.startswith("1 output map × 1 input map = 1 kernel of 1·1 = 1 weight each")
    assert found.formula == "1·1·1 + 1 = 2"


def test_what_is_special_is_told() -> None:
    assert remarks(2, 2, (1, 2)) == ""
    assert remarks(1, 1, (1, 1)).startswith("A 1×1 kernel is a single weight")
    assert remarks(1, 5, (3, 3)).endswith("each output map has one kernel only.")
    assert remarks(5, 1, (3, 3)) == "One output map: all kernels add to the same sum."


def test_a_network_with_such_a_layer() -> None:
    for inputs, outputs, kernel in ((1, 1, (1, 1)), (128, 128, (12, 12)), (32, 64, (3, 3))):
        rows = check(network_of(inputs, outputs, kernel)).layers
        weights = counted(inputs, outputs, kernel).weights
        assert [row.weights for row in rows if row.kind == "conv2d"][-1] == weights


def test_a_smaller_case_is_a_part_of_a_larger_one() -> None:
    large, small = small_case(MOST_MAPS, MOST_MAPS, (SIDE, SIDE)), small_case(3, 5, (2, 4))
    assert small.kernels.shape == (2, 4, 3, 5)
    assert np.array_equal(small.kernels, large.kernels[:2, :4, :3, :5])
    assert np.array_equal(small.inputs, large.inputs[..., :3])
    assert set(np.unique(large.kernels)) == {-2, -1, 0, 1, 2}


def test_a_kernel_larger_than_the_maps_has_no_place() -> None:
    with pytest.raises(NoPlaceError, match="A kernel of 9×1 has no place on input maps of 8×8"):
        small_case(1, 1, (SIDE + 1, 1))

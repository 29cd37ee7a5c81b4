"""Blocks are to scale, and stand in rooms of their own."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings

from cnn_core.arithmetic import describe
from cnn_core.figures.network_layout import PAGE, PLATES, SLANT, SLOT, Layout, Look, arrange
from cnn_core.layers import Architecture, Conv2D, Dense, Flatten, Output
from cnn_core.presets import PRESETS
from tests.strategies import architectures


def layout_of(architecture: Architecture) -> Layout:
    return arrange(describe(architecture).layers)


def assert_to_scale(layout: Layout) -> None:
    scale = layout.scale
    for block in layout.blocks:
        shape = block.layer.output_shape
        if block.look is Look.CELLS:
            continue
        if len(shape) == 1:
            assert block.height == pytest.approx(scale.unit * shape[0])
            continue
        assert block.height == pytest.approx(scale.pixel * shape[0])
        assert block.depth == pytest.approx([share * scale.pixel * shape[1] for share in SLANT])
        if block.layer.kind not in PLATES:
            assert block.thickness == pytest.approx(scale.map * shape[2])


def assert_apart(layout: Layout) -> None:
    for block in layout.blocks:
        left, right = block.slot
        assert right - left >= SLOT - 1e-9
        assert left - 1e-9 <= block.x
        assert block.x + block.thickness + block.depth[0] <= right + 1e-9
        assert block.y - block.depth[1] >= -1e-9
        assert block.y + block.height <= layout.height + 1e-9
    for before, after in pairwise(layout.blocks):
        assert before.slot[1] < after.slot[0]


@settings(max_examples=50, deadline=None)
@given(architectures())
def test_any_network_is_to_scale_and_nothing_overlaps(architecture: Architecture) -> None:
    layout = layout_of(architecture)
    assert len(layout.blocks) == len(architecture.layers) + 1
    assert_to_scale(layout)
    assert_apart(layout)


# The labels of their 16 layers alone are wider: these drawings scroll, as all do on a phone.
@pytest.mark.parametrize("name", sorted(PRESETS.keys() - {"robust", "small"}))
def test_presets_fit_a_window_of_1200_pixels(name: str) -> None:
    assert layout_of(PRESETS[name].architecture).width <= PAGE


def test_absurd_sizes_stay_in_the_picture() -> None:
    wide = Architecture(layers=(Conv2D(filters=10**9), Flatten(), Dense(units=10**9), Output()))
    layout = layout_of(wide)
    assert_to_scale(layout)
    assert_apart(layout)
    assert layout.width <= PAGE


def test_a_network_cut_short_is_drawn_up_to_its_fault() -> None:
    layout = layout_of(Architecture(layers=(Conv2D(), Dense(), Output())))
    assert [block.layer.kind for block in layout.blocks] == ["input", "conv2d"]

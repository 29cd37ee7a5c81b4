"""Views of nodes, by hand; tests/learning/test_sight.py compares them with gradients."""

from __future__ import annotations

import numpy as np

from cnn_core.inside.sight import Sight, origin, sight, with_outputs
from cnn_core.layers import (
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    Output,
)
from cnn_core.presets import ARTICLE

LAYERS = ARTICLE.architecture.layers


def test_the_article_s_last_convolution() -> None:
    seen = sight(LAYERS, 4)
    assert seen == Sight((18, 18), (4, 4), (0, 0))
    assert seen.view(0, 0) == (0, 0, 18, 18)
    assert seen.view(2, 1) == (8, 4, 26, 22)
    pixels = np.zeros((28, 28), bool)
    pixels[:26, :26] = True
    np.testing.assert_array_equal(seen.seen(3, 3), pixels)


def test_padding_puts_the_first_view_beyond_the_edge() -> None:
    seen = sight((Conv2D(kernel_size=(5, 2), padding="same"),), 0)
    assert seen.first == (-2, 0)
    assert seen.view(0, 0) == (0, 0, 3, 2)
    assert seen.view(27, 27) == (25, 27, 28, 28)
    assert [seen.inside(row, 0) for row in (1, 2, 25, 26)] == [False, True, True, False]
    strided = sight((Conv2D(kernel_size=(3, 3), strides=(2, 2), padding="same"),), 0)
    assert strided.first == (0, 0)  # 13 · 2 + 3 - 28: one row, which goes behind


def test_units_see_the_whole_image() -> None:
    assert sight(LAYERS, 6) == sight(LAYERS, 7) == Sight()
    assert Sight().view(0, 0) == (0, 0, 28, 28)


def test_layers_that_only_pass_on_have_nothing_of_their_own() -> None:
    layers = Dropout(), Conv2D(), MaxPooling2D(), Flatten(), Dropout(), Dense(), Output()
    assert with_outputs(layers) == (1, 2, 5, 6)


def test_the_maps_of_a_global_average_are_those_before_it() -> None:
    layers = Conv2D(), MaxPooling2D(), Dropout(), GlobalAveragePooling2D(), Output()
    assert [origin(layers, position) for position in (0, 1, 3, 4)] == [0, 1, 1, 4]
    assert origin((GlobalAveragePooling2D(), Output()), 0) == 0

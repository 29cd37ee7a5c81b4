"""What nodes see of the image, padding included, against gradients with respect to the image."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings

from cnn_core.inside.sight import SIDES, Box, sight
from cnn_core.layer_outputs import map_shapes
from cnn_core.layers import AveragePooling2D, Conv2D, Layer, MaxPooling2D
from tests.learning.test_receptive_fields import network_on, seen_by
from tests.strategies import maps_layers


def check(layers: tuple[Layer, ...]) -> None:
    """The corner nodes' views, and one between them."""
    model = network_on(SIDES, layers)
    seen = sight(layers, len(layers) - 1)
    height, width, _ = map_shapes(layers)[-1]
    for node in {(0, 0), (height - 1, width - 1), (height // 2, width // 3)}:
        (top, bottom), (left, right) = seen_by(model, node)
        found, told = (top, left, bottom + 1, right + 1), seen.view(*node)
        assert found == told if seen.inside(*node) else within(found, told)


def within(found: Box, told: Box) -> bool:
    """Pixels that a node would see through a map's padding alone are told, too."""
    return bool(
        np.greater_equal(found[:2], told[:2]).all() and np.less_equal(found[2:], told[2:]).all()
    )


def covers(layers: tuple[Layer, ...]) -> bool:
    """Whether windows leave no gaps between them, where a view has pixels that it does not see."""
    windows = [
        (layer.kernel_size if isinstance(layer, Conv2D) else layer.pool_size, layer.strides)
        for layer in layers
        if isinstance(layer, Conv2D | MaxPooling2D | AveragePooling2D)
    ]
    return bool(layers) and all(
        np.less_equal(strides or window, window).all() for window, strides in windows
    )


@given(maps_layers(largest=3).filter(covers))
@settings(max_examples=6)
def test_views_are_those_of_the_gradient(layers: tuple[Layer, ...]) -> None:
    check(layers)


def test_views_through_padding_of_several_layers() -> None:
    check(
        (
            Conv2D(filters=1, kernel_size=(4, 5), padding="same"),
            MaxPooling2D(pool_size=(3, 2), strides=(2, 2), padding="same"),
            Conv2D(filters=2, kernel_size=(2, 3), strides=(2, 1), padding="same"),
            AveragePooling2D(padding="same"),
        )
    )

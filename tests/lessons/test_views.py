"""Which nodes see which, by hand; tests/learning compares with gradients."""

from __future__ import annotations

from cnn_core.inside.sight import Sight
from cnn_core.layers import (
    ActivationLayer,
    BatchNormalization,
    ClusterDistances,
    Conv2D,
    Flatten,
    MaxPooling2D,
    Output,
)
from cnn_core.lessons.views import views
from cnn_core.presets import ARTICLE


def bits(*places: int) -> int:
    return sum(1 << place for place in places)


def test_windows_lie_side_by_side_or_overlap() -> None:
    convolution, pooling = views((Conv2D(), MaxPooling2D())).layers
    assert convolution.sides == (26, 26)
    assert convolution.rows[0] == bits(0, 1, 2)
    assert convolution.columns[25] == bits(25, 26, 27)
    assert pooling.rows[:2] == (bits(0, 1), bits(2, 3))


def test_at_the_border_only_what_lies_on_the_map_is_seen() -> None:
    (padded,) = views((Conv2D(kernel_size=(3, 5), padding="same"),)).layers
    assert padded.sides == (28, 28)
    assert (padded.rows[0], padded.rows[27]) == (bits(0, 1), bits(26, 27))
    assert (padded.columns[0], padded.columns[1]) == (bits(0, 1, 2), bits(0, 1, 2, 3))
    assert padded.sight == Sight((3, 5), (1, 1), (-1, -2))


def test_layers_that_pass_nodes_on_are_left_out() -> None:
    layers = (Conv2D(), BatchNormalization(), ActivationLayer(), MaxPooling2D(), Flatten())
    assert [layer.title for layer in views(layers).layers] == [
        "1 Convolution",
        "4 Max pooling",
        "5 Flatten",
    ]


def test_units_see_all_that_is_left() -> None:
    found = views(ARTICLE.architecture.layers)
    assert found.fault == ""
    assert [layer.is_unit for layer in found.layers] == [False] * 5 + [True]
    assert found.layers[-1].rows == (bits(0, 1, 2),)
    (distances,) = views((ClusterDistances(), Output())).layers
    assert distances.columns == ((1 << 28) - 1,)


def test_what_does_not_fit_is_told_after_what_does() -> None:
    found = views((Conv2D(), Conv2D(kernel_size=(27, 3))))
    assert [layer.title for layer in found.layers] == ["1 Convolution"]
    assert found.fault.startswith("Layer 2 Convolution: 27×3 does not fit into a map of 26×26")
    assert views(()) == views((ActivationLayer(),))

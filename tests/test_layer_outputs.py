"""What a network's layers put out."""

from __future__ import annotations

from cnn_core.layer_outputs import hidden, map_shapes, noun, summaries, with_maps
from cnn_core.layers import Dropout, Flatten, GlobalAveragePooling2D, Output
from cnn_core.presets import ARTICLE

NET = ARTICLE.architecture.layers
"""Three convolutions with a pooling after the first two, flatten, a hidden layer, output."""
MEANS = (GlobalAveragePooling2D(), Dropout(), Output())


def test_units_are_maps_of_one_node() -> None:
    assert map_shapes(NET)[4:7] == [(3, 3, 64), (1, 1, 576), (1, 1, 70)]
    assert [row.index for row in summaries(NET)] == list(range(len(NET)))


def test_maps_and_units_are_told_apart() -> None:
    assert with_maps(NET) == [0, 1, 2, 3, 4]
    assert with_maps(MEANS) == []
    assert [noun(NET, position) for position in (4, 5)] == ["map", "unit"]


def test_what_passes_on_the_layer_before_and_the_answer_are_not_hidden_layers() -> None:
    assert hidden(NET) == [0, 1, 2, 3, 4, 6]
    assert hidden(MEANS) == [0]
    assert hidden((Flatten(), Output())) == []

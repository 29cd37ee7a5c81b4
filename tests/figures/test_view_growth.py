"""The chart of views and weights."""

from __future__ import annotations

from cnn_core.figures.theme import LIGHT
from cnn_core.figures.view_growth import view_growth
from cnn_core.lessons.deep_chain import growth, with_pooling
from cnn_core.lessons.view_networks import chain


def test_a_line_for_each_network_and_a_point_for_each_layer() -> None:
    deep, pooled = growth(chain(13)), growth(with_pooling())
    figure = view_growth({"Chain": deep, "Article": pooled}, LIGHT)
    assert [line.name for line in figure.data] == ["Chain", "Article"]
    assert tuple(figure.data[0].y) == deep.sees
    assert tuple(figure.data[1].x) == pooled.weights
    assert figure.data[1].customdata[1] == "Max pooling"

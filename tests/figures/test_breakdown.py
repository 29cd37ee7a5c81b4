"""Weights and work of each layer."""

import pytest

from cnn_core.arithmetic import describe
from cnn_core.figures.breakdown import breakdown_figure
from cnn_core.layers import Architecture
from cnn_core.presets import ARTICLE


def test_shares_are_those_of_the_layers_that_have_any() -> None:
    weights, work = breakdown_figure(describe(ARTICLE.architecture)).data
    assert [bar.split()[0] for bar in weights.y] == ["1", "3", "5", "7", "8"]
    assert weights.text == ("320", "18,496", "36,928", "40,390", "710")
    assert sum(weights.x) == pytest.approx(100)
    assert work.x[1] == pytest.approx(100 * 2_230_272 / 2_797_756)


def test_a_net_without_layers_is_an_empty_drawing() -> None:
    assert not breakdown_figure(describe(Architecture(layers=()))).data[0].x

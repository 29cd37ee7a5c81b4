"""Curves of groups of trainings as bands."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core.figures.bands import bands_figure
from cnn_core.records import Point
from cnn_core.repeat.curves import Bands, bands


def some(shift: float = 0.0) -> Bands:
    """Two trainings of two epochs."""
    return bands(
        [
            [Point("epoch", e, e, 1.0, 0.4 / e, 0.9 + shift, 0.5 / e, 0.8 + shift) for e in (1, 2)],
            [Point("epoch", e, e, 1.0, 0.2 / e, 0.7 + shift, 0.3 / e, 0.6 + shift) for e in (1, 2)],
        ]
    )


@pytest.mark.parametrize("dark", [False, True])
def test_mean_lines_lie_in_their_bands(dark: bool) -> None:
    figure = bands_figure("accuracy", {"Group 1": some()}, dark)
    low, high, mean, *validation = figure.data
    np.testing.assert_allclose(low.y, [70, 70])
    np.testing.assert_allclose(high.y, [90, 90])
    np.testing.assert_allclose(mean.y, [80, 80])
    assert high.fill == "tonexty"
    assert list(mean.x) == [1, 2]
    assert (figure.layout.xaxis.tick0, figure.layout.xaxis.dtick) == (0, 1)  # no half epochs
    assert [trace.name for trace in figure.data if trace.showlegend is not False] == [
        "Training",
        "Validation",
    ]
    assert validation[-1].line.dash == "dash"
    assert validation[-1].line.color != mean.line.color


def test_two_groups_differ_in_colour() -> None:
    figure = bands_figure("loss", {"Group 3": some(), "Group 1": some(0.05)}, dark=False)
    lines = [trace for trace in figure.data if trace.showlegend is not False]
    assert [line.name for line in lines] == [
        "Group 3, training",
        "Group 3, validation",
        "Group 1, training",
        "Group 1, validation",
    ]
    colours = [line.line.color for line in lines]
    assert colours[0] == colours[1] != colours[2] == colours[3]
    np.testing.assert_allclose(lines[0].y, [0.3, 0.15])
    assert figure.layout.yaxis.title.text == "Loss"

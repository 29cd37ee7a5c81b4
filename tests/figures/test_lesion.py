"""The chart of the way to the smallest set."""

from __future__ import annotations

from cnn_core.figures.lesion import path_figure
from tests.inside.test_lesion import PATH


def test_accuracy_over_the_maps_that_are_on() -> None:
    figure = path_figure(PATH, "map", "validation images")
    (line,) = figure.data
    assert list(line.x) == [4, 3, 1, 0]
    assert [round(share, 2) for share in line.y] == [95.24, 94.76, 94.29, 19.05]
    threshold, smallest = figure.layout.shapes
    assert round(threshold.y0, 3) == round(0.99 * 100 * 200 / 210, 3)
    assert smallest.x0 == smallest.x1 == 1
    assert figure.layout.annotations[0].text == "99 % of intact"
    assert figure.layout.xaxis.title.text == "Maps that are on"

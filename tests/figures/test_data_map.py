"""The charts of the test images as points."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnn_core.datasets import CLASS_NAMES
from cnn_core.figures.data_map import pca_figure, pca_told, tsne_figure
from cnn_core.figures.theme import colours
from cnn_core.inside.data_map import DataMap
from tests.data_maps import MISREAD, data_map

NAMES = CLASS_NAMES["mnist"]
FOUND = data_map()


def places(figure, ringed: bool) -> dict[int, tuple[float, float, str]]:
    """Of each row in the map: where its point lies, and its class."""
    return {
        row: (x, y, trace.name)
        for trace in figure.data
        if trace.customdata is not None and bool(trace.marker.line.width) == ringed
        for row, x, y in zip(trace.customdata, trace.x, trace.y, strict=True)
    }


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("draw", "expected"), [(pca_figure, FOUND.pca), (tsne_figure, FOUND.tsne)])
def test_every_image_is_a_point_and_misread_ones_are_ringed(draw, expected, dark: bool) -> None:
    figure = draw(FOUND, NAMES, dark)
    plain, ringed = places(figure, ringed=False), places(figure, ringed=True)
    assert list(ringed) == [MISREAD]
    assert set(plain) == set(range(len(FOUND))) - {MISREAD}
    for row, (x, y, name) in (plain | ringed).items():
        assert (x, y) == tuple(expected[row])
        assert name == NAMES[FOUND.labels[row]]
    used = {trace.marker.color for trace in figure.data if trace.customdata is not None}
    assert used == set(colours(dark).categorical)


@pytest.mark.parametrize("found", [FOUND, replace(FOUND, answers=(FOUND.labels + 1) % 10)])
def test_the_legend_has_each_class_once_and_says_what_a_ring_is(found: DataMap) -> None:
    shown = [trace for trace in tsne_figure(found, NAMES).data if trace.showlegend is not False]
    assert [trace.name for trace in shown] == [*NAMES, "misread"]
    assert all(len(trace.x) for trace in shown), "Plotly lists no trace without a point"


def test_classes_are_named_in_their_middle() -> None:
    named = {each.text: (each.x, each.y) for each in pca_figure(FOUND, NAMES).layout.annotations}
    assert len(named) == len(set(FOUND.labels))
    assert named["<b>5</b>"] == tuple(np.median(FOUND.pca[FOUND.labels == 5], axis=0))


def test_shares_of_the_variance_are_told() -> None:
    figure = pca_figure(FOUND, NAMES)
    assert "50.0 %" in figure.layout.xaxis.title.text
    assert "25.0 %" in figure.layout.yaxis.title.text
    assert "75.0 % of all variance" in pca_told(FOUND)
    assert "144 outputs" in pca_told(FOUND)


def test_a_map_of_one_class_has_no_other_names() -> None:
    one = np.flatnonzero(FOUND.labels == 7)
    few = DataMap(
        FOUND.pca[one],
        FOUND.explained,
        FOUND.tsne[one],
        FOUND.labels[one],
        FOUND.answers[one],
        FOUND.indices[one],
        FOUND.layer,
    )
    figure = tsne_figure(few, NAMES)
    assert [each.text for each in figure.layout.annotations] == ["<b>7</b>"]

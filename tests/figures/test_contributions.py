"""The heatmap of what maps say for classes."""

import numpy as np

from cnn_core.figures.contributions import HEADROOM, MOST, ROW, contributions_figure

NAMES = [*"0123456789"]
VALUES = np.random.default_rng(0).normal(0, 1, (6, 10)).astype(np.float32)
ORDER = np.array([3, 0, 5, 1, 2, 4])


def test_rows_are_in_the_given_order_and_colours_centred_on_0() -> None:
    heatmap = contributions_figure(VALUES, ORDER, NAMES, "Map").data[0]
    assert list(heatmap.y) == ["4", "1", "6", "2", "3", "5"]
    np.testing.assert_allclose(np.array(heatmap.z), VALUES[ORDER])
    assert heatmap.zmin == -heatmap.zmax == -np.abs(VALUES).max()
    assert heatmap.hovertemplate.startswith("Map")


def test_a_class_without_images_has_no_colour() -> None:
    values = VALUES.copy()
    values[:, 2] = np.nan
    heatmap = contributions_figure(values, ORDER, NAMES, "Map", dark=True).data[0]
    assert [row[2] for row in heatmap.z] == [None] * 6
    assert contributions_figure(values * 0, ORDER, NAMES, "Map").data[0].zmax == 1


def test_of_very_many_maps_the_first_of_the_order_are_shown() -> None:
    many = np.zeros((MOST + 50, 10), np.float32)
    figure = contributions_figure(many, np.arange(MOST + 50), NAMES, "Unit")
    assert len(figure.data[0].z) == MOST
    assert figure.layout.height < 1300


def test_rows_are_as_high_as_they_are_whatever_stands_above_them() -> None:
    layout = contributions_figure(VALUES, ORDER, NAMES, "Map").layout
    assert layout.margin.t == HEADROOM
    rows = contributions_figure(VALUES[:3], np.arange(3), NAMES, "Map").layout
    assert layout.height - rows.height == 3 * ROW

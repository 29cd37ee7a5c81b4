"""The table of maps that speak for another class."""

import numpy as np

from cnn_core.figures.misleading_maps import MisleadingMap, misleading_maps_table
from cnn_core.figures.theme import LIGHT

MEANS = [np.full((3, 3), value, np.float32) for value in (0.2, 0.9)]


def test_each_map_has_its_means_for_both_classes() -> None:
    maps = [MisleadingMap(4, "+0.42 ± 0.03", MEANS), MisleadingMap(0, "+0.10 ± 0.02", MEANS)]
    html = misleading_maps_table(maps, ("Coat", "<b>"), "Map", LIGHT, dark=False)
    assert "<th>Map</th><th>Mean for Coat</th><th>Mean for &lt;b&gt;</th>" in html
    assert html.count("<img") == 4
    assert html.index("<td>5</td>") < html.index("+0.42 ± 0.03") < html.index("<td>1</td>")


def test_without_means_it_has_no_columns_for_them() -> None:
    html = misleading_maps_table([MisleadingMap(0, "+1", [])], ("4", "9"), "Map", LIGHT, dark=True)
    assert "<th>Map</th><th>Says for 9</th>" in html
    assert "<img" not in html

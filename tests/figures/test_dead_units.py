"""The table of dead units."""

import re

from cnn_core.figures.dead_units import MOST, Row, dead_units_table
from cnn_core.figures.theme import LIGHT


def test_dead_units_are_counted_marked_and_named() -> None:
    rows = [Row("1 Convolution", "map", 8, (1, 6)), Row("4 Dense", "unit", 1, ())]
    html = dead_units_table(rows, LIGHT)
    assert "<td>1 Convolution</td><td>8 maps</td><td>2</td>" in html
    marks = re.findall(r"<i( class=\"is-dead\" title=\"map \d\")?></i>", html)
    assert [each.rpartition(" ")[2][:1] for each in marks if each] == ["2", "7"]
    assert len(marks) == 9
    assert "2, 7</td>" in html
    assert "<td>1 unit</td><td>0</td>" in html


def test_very_many_units_are_counted_but_not_marked() -> None:
    html = dead_units_table([Row("2 Dense", "unit", MOST + 1, tuple(range(40)))], LIGHT)
    assert "<i" not in html
    assert "11, 12 and 28 more</td>" in html

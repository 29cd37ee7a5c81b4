"""The heatmap of errors: what is coloured, written, and told when a cell is chosen."""

import numpy as np

from cnn_core.figures.confusion import confusion_figure

NAMES = [*"0123456789"]
CONFUSION = np.diag(np.full(10, 990))
CONFUSION[4, 9], CONFUSION[9, 4] = 10, 2


def test_errors_are_coloured_and_right_answers_are_not() -> None:
    shades = np.array(confusion_figure(CONFUSION, NAMES).data[0].z)
    assert shades[4, 9] == 10
    assert not np.diag(shades).any()


def test_each_cell_tells_its_classes() -> None:
    shades, cells = confusion_figure(CONFUSION, NAMES).data
    position = [tuple(pair) for pair in cells.customdata].index((4, 9))
    assert (cells.y[position], cells.x[position]) == ("4", "9")
    assert shades.text[4][9] == "10"
    assert cells.hovertext[position] == "4 taken for 9: 10 of 1,000 (1.00 %)"
    assert len(set(map(tuple, cells.customdata))) == 100


def test_a_net_without_errors_and_an_absent_class_are_drawn() -> None:
    confusion = np.diag([0, *[5] * 9])
    cells = confusion_figure(confusion, NAMES, dark=True).data[1]
    assert cells.hovertext[0] == "0 recognised: 0 of 0 (none)"

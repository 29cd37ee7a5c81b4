"""Dots per class."""

import numpy as np

from cnn_core.figures.classes import classes_figure
from cnn_core.scores import ClassScores

NAMES = [*"0123456789"]


def scores(lowest: float) -> ClassScores:
    shares = np.linspace(lowest, 1, 10)
    return ClassScores(shares, shares[::-1], shares, np.full(10, 100))


def test_dots_are_in_percent_at_their_class() -> None:
    precision, recall, _ = classes_figure(scores(0.973), NAMES).data[1:]
    assert precision.x[0] == recall.x[9] == 97.3
    assert list(precision.y) == NAMES


def test_the_axis_begins_below_the_lowest_dot() -> None:
    assert tuple(classes_figure(scores(0.973), NAMES).layout.xaxis.range) == (96, 100.2)


def test_a_dot_at_the_end_of_the_axis_is_drawn_whole() -> None:
    assert all(dots.cliponaxis is False for dots in classes_figure(scores(0), NAMES).data[1:])


def test_classes_without_figures_are_left_out() -> None:
    shares = np.full(10, np.nan)
    figure = classes_figure(ClassScores(shares, shares, shares, np.zeros(10, int)), NAMES)
    assert tuple(figure.layout.xaxis.range) == (0, 100.2)

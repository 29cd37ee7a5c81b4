"""Trials as lines from axis to axis, and the fields' importance as bars."""

from __future__ import annotations

import math

import pytest

from cnn_core.figures.importance import importance_figure
from cnn_core.figures.parallel_coordinates import Axis, least_width, parallel_coordinates

ACCURACIES = (0.98, 0.99, 0.985)


def dimension(axis: Axis):
    return parallel_coordinates([axis], ACCURACIES, dark=False).data[0].dimensions[0]


def test_a_logarithmic_axis_is_told_in_its_own_numbers() -> None:
    found = dimension(Axis("Learning rate", (0.0002, 0.001, 0.005), log=True))
    assert found.values == pytest.approx([math.log10(v) for v in (0.0002, 0.001, 0.005)])
    told = {text: place for text, place in zip(found.ticktext, found.tickvals, strict=True) if text}
    assert list(told) == ["0.0002", "0.0005", "0.001", "0.002", "0.005"]
    assert told["0.001"] == pytest.approx(-3)
    assert found.range[0] < math.log10(0.0002) < math.log10(0.005) < found.range[1]


def test_listed_values_keep_the_order_of_their_list() -> None:
    found = dimension(Axis("Kernel", ([5, 5], [3, 3], [5, 5]), listed=([3, 3], [5, 5], [7, 7])))
    assert found.ticktext == ("3×3", "5×5", "7×7")
    assert found.values == (1, 0, 1)


def test_a_linear_axis_has_round_ticks() -> None:
    found = dimension(Axis("Momentum", (0.0, 0.52, 0.9)))
    assert [text for text in found.ticktext if text] == ["0", "0.2", "0.4", "0.6", "0.8"]
    assert found.values == (0.0, 0.52, 0.9)


@pytest.mark.parametrize("values", [(0.5, 0.5, 0.5), (3, 3, 3)])
def test_an_axis_with_one_value_has_room(values: tuple[float, ...]) -> None:
    low, high = dimension(Axis("Rate", values)).range
    assert low < values[0] < high


def test_validation_accuracy_is_the_last_axis_and_the_colour() -> None:
    axes = [
        Axis("1 Convolution: kernel size", ([3, 3],) * 3, listed=([3, 3],)),
        Axis("Rate", (1, 2, 3)),
    ]
    lines = parallel_coordinates(axes, ACCURACIES, dark=True).data[0]
    assert [each.label for each in lines.dimensions] == [
        "1 Convolution:<br>kernel size",
        "Rate",
        "Validation<br>accuracy (%)",
    ]
    assert lines.dimensions[-1].values == pytest.approx([98, 99, 98.5])
    assert lines.line.color == pytest.approx([98, 99, 98.5])
    assert least_width(5) > least_width(2)


def test_the_most_important_field_is_on_top() -> None:
    figure = importance_figure(["Rate", "Batch size", "Filters"], [0.2, 0.7, 0.1], dark=False)
    (bars,) = figure.data
    assert bars.y == ("Filters", "Rate", "Batch size")
    assert bars.x == pytest.approx([10, 20, 70])
    assert bars.text == ("10 %", "20 %", "70 %")

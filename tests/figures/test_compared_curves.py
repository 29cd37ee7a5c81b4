"""Curves of several runs in one chart."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core.comparison.curves import RunCurves
from cnn_core.figures.compared_curves import MARKERS, View, overlay_figure


def run_curves(epochs: int) -> RunCurves:
    def columns(names: str, count: int) -> dict[str, np.ndarray]:
        return {name: np.linspace(0.1, 0.9, count) for name in names.split()}

    batches = columns("step seconds loss accuracy", 50)
    ended = columns("step seconds loss accuracy val_loss val_accuracy", epochs)
    return RunCurves(batches, ended | {"epoch": np.arange(1.0, epochs + 1)})


TWO = {"A": run_curves(3), "C": run_curves(40)}


def test_each_run_has_two_lines_that_its_letter_hides() -> None:
    lines = overlay_figure(TWO, View("accuracy", "epoch")).data
    assert [(line.name, line.legendgroup, line.showlegend) for line in lines] == [
        ("A", "A", True), ("A", "A", False), ("C", "C", True), ("C", "C", False),
    ]  # fmt: skip
    assert [line.line.dash for line in lines] == ["solid", "dash"] * 2
    np.testing.assert_allclose(lines[1].y, [10, 50, 90])
    np.testing.assert_allclose(lines[1].x, [1, 2, 3])


def test_one_kind_of_line_is_shown_alone() -> None:
    (line,) = overlay_figure({"A": TWO["A"]}, View("loss", "batch", ("validation",))).data
    assert line.showlegend
    assert len(line.x) == 3


@pytest.mark.parametrize("dark", [False, True])
def test_runs_differ_by_colour_and_symbol(dark: bool) -> None:
    curves = dict.fromkeys("ABCDEFGH", TWO["A"])
    lines = overlay_figure(curves, View("loss", "second", dark=dark)).data[::2]
    assert len({line.line.color for line in lines}) == 8
    assert len({line.marker.symbol for line in lines}) == 8
    assert all(line.marker.maxdisplayed == MARKERS for line in lines)


def test_a_run_keeps_its_colour_where_others_are_missing() -> None:
    alone = overlay_figure({"C": TWO["C"]}, View("loss", "epoch")).data[0]
    assert alone.line.color == overlay_figure(TWO, View("loss", "epoch")).data[2].line.color


def test_epochs_have_whole_numbers() -> None:
    few, many = ({"A": run_curves(count)} for count in (2, 40))
    assert overlay_figure(few, View("loss", "epoch")).layout.xaxis.dtick == 1
    assert overlay_figure(many, View("loss", "epoch")).layout.xaxis.dtick == 5
    assert overlay_figure({}, View("loss", "epoch")).layout.xaxis.dtick == 1


def test_the_loss_may_be_logarithmic() -> None:
    assert overlay_figure(TWO, View("loss", "batch", log=True)).layout.yaxis.type == "log"

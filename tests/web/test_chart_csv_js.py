"""web/chart_csv.js: the numbers of our own figures, as a spreadsheet reads them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator

import numpy as np
import plotly.graph_objects as go
import pytest
from py_mini_racer import MiniRacer

from cnn_core.curves import Curves
from cnn_core.figures.classes import classes_figure
from cnn_core.figures.confusion import confusion_figure
from cnn_core.figures.curves import View, loss_figure
from cnn_core.figures.parallel_coordinates import Axis, parallel_coordinates
from cnn_core.records import Point
from cnn_core.scores import ClassScores
from cnn_core.thinning import Series
from cnn_core.web_files import read

UNPACKED = """
const ARRAYS = { f4: Float32Array, f8: Float64Array, i1: Int8Array, i2: Int16Array };
function unpacked(value) {
  if (Array.isArray(value)) return value.map(unpacked);
  if (value === null || typeof value !== "object") return value;
  if ("bdata" in value) return new ARRAYS[value.dtype](Uint8Array.fromBase64(value.bdata).buffer);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, unpacked(part)]));
}
function csvOf(figure) {
  const { data, layout } = unpacked(JSON.parse(figure));
  return chartCsv(data, layout);
}
"""
Rows = list[list[str]]
RowsOf = Callable[[go.Figure], Rows]


@pytest.fixture(scope="module")
def engine() -> Iterator[MiniRacer]:
    with MiniRacer() as v8:
        v8.eval(f'"use strict";{read("chart_csv.js")}{UNPACKED}')
        yield v8


@pytest.fixture
def rows_of(engine: MiniRacer) -> RowsOf:
    """Header and rows of a figure's CSV, its arrays unpacked as a browser does it."""

    def rows(figure: go.Figure) -> Rows:
        return list(csv.reader(io.StringIO(str(engine.call("csvOf", figure.to_json())))))

    return rows


def test_curves_have_a_row_for_each_point_of_each_line(rows_of: RowsOf) -> None:
    epochs = tuple(
        Point("epoch", 10 * number, number, 1.0, 0.3 / number, val_loss=0.1) for number in (1, 2)
    )
    batches = Series(samples=((1, 2.3), (2, None), (20, 0.1)))
    header, *rows = rows_of(loss_figure(Curves(loss=batches, epochs=epochs), View(10)))
    assert header == ["series", "Epoch", "Loss"]
    assert rows == [
        ["Batch", "0.1", "2.3"],
        ["Batch", "0.2", ""],
        ["Batch", "2", "0.1"],
        ["Training, epoch", "1", "0.3"],
        ["Training, epoch", "2", "0.15"],
        ["Validation", "1", "0.1"],
        ["Validation", "2", "0.1"],
        ["Best epoch", "1", "0.1"],
    ]


def test_confusions_are_told_as_they_are_written_in_the_cells(rows_of: RowsOf) -> None:
    counts = np.diag(np.arange(1000, 1010))
    counts[4, 9] = 7
    header, *rows = rows_of(confusion_figure(counts, list("abcdefghij")))
    assert header == ["Predicted", "True", "value", "text"]
    assert len(rows) == 100
    assert ["a", "a", "0", "1,000"] in rows
    assert ["j", "e", "7", "7"] in rows


def test_points_that_only_join_others_are_left_out(rows_of: RowsOf) -> None:
    recalls = np.linspace(0.9, 0.99, 10)
    scores = ClassScores(recalls, recalls, recalls, np.full(10, 9))
    header, *rows = rows_of(classes_figure(scores, list("abcdefghij")))
    assert len(rows) == 30
    assert {row[0] for row in rows} == {"Precision", "Recall", "F1"}
    assert header[:2] == ["series", "Percent"]


def test_errors_of_points(rows_of: RowsOf) -> None:
    bars = {"array": [2.0, 3.0], "arrayminus": [1.0, 1.5]}
    figure = go.Figure(go.Scatter(x=[1, 2], y=[5, 6], error_y=bars, hovertext=["a<br>b", "c, d"]))
    assert rows_of(figure) == [
        ["x", "y", "y, below", "y, above", "text"],
        ["1", "5", "1", "2", "a b"],
        ["2", "6", "1.5", "3", "c, d"],
    ]


def test_axes_of_words_and_of_powers_of_ten(rows_of: RowsOf) -> None:
    axes = [
        Axis("optimizer", ("adam", "sgd"), ("sgd", "adam")),
        Axis("learning rate", (0.001, 0.03), log=True),
        Axis("units", (30, 71)),
    ]
    assert rows_of(parallel_coordinates(axes, [0.91, 0.98765], dark=False)) == [
        ["optimizer", "learning rate", "units", "Validation accuracy (%)"],
        ["adam", "0.001", "30", "91"],
        ["sgd", "0.03", "71", "98.765"],
    ]


def test_names_are_quoted_where_csv_needs_it(rows_of: RowsOf) -> None:
    figure = go.Figure(go.Bar(x=[1], y=[2], name='a, "b" <i>&lt;c&gt;</i>'))
    assert rows_of(figure) == [["series", "x", "y"], ['a, "b" <c>', "1", "2"]]

import numpy as np
import plotly.graph_objects as go
import pytest

from cnn_core.curves import Curves
from cnn_core.figures.curves import View, accuracy_figure, loss_figure
from cnn_core.records import Point
from cnn_core.thinning import Series

SAMPLES = ((1, 2.0), (2, None), (3, 1.0), (4, 0.5))
CURVES = Curves(
    loss=Series(SAMPLES, SAMPLES),
    accuracy=Series(((4, 0.25),), ((4, 0.25),)),
    epochs=(
        Point("epoch", 2, 1, 1.0, 1.5, 0.5, 0.9, 0.75),
        Point("epoch", 4, 2, 2.0, 0.7, 0.875, 1.1, 0.8),
    ),
    events=(
        Point("event", 3, 2, 1.5, note="paused"),
        Point("event", 3, 2, 1.5, note="resumed"),
    ),
)


def traces(figure: go.Figure) -> dict[str, go.Scatter]:
    return {trace.name: trace for trace in figure.data}


def test_batches_are_placed_by_epoch_and_not_a_number_is_a_gap() -> None:
    batch = traces(loss_figure(CURVES, View(2)))["Batch"]
    np.testing.assert_array_equal(batch.x, [0.5, 1, 1.5, 2])
    np.testing.assert_array_equal(batch.y, [2, np.nan, 1, 0.5])
    assert not batch.connectgaps


def test_epochs_validation_and_the_best_epoch() -> None:
    lines = traces(loss_figure(CURVES, View(2)))
    assert lines["Training, epoch"].y == pytest.approx([1.5, 0.7])
    assert lines["Validation"].y == pytest.approx([0.9, 1.1])
    assert [*lines["Best epoch"].x, *lines["Best epoch"].y] == pytest.approx([1, 0.9])


def test_accuracy_is_in_percent_and_its_best_epoch_is_that_of_the_loss() -> None:
    lines = traces(accuracy_figure(CURVES, View(2)))
    assert lines["Batch"].y == pytest.approx([25])
    assert lines["Training, epoch"].y == pytest.approx([50, 87.5])
    assert lines["Best epoch"].y == pytest.approx([75])


def test_training_and_validation_differ_in_more_than_colour() -> None:
    lines = traces(loss_figure(CURVES, View(2)))
    training, validation = lines["Training, epoch"], lines["Validation"]
    assert training.line.dash != validation.line.dash
    assert training.marker.symbol != validation.marker.symbol
    assert lines["Batch"].line.width < training.line.width


def test_smoothing_adds_a_line_and_fades_the_raw_one() -> None:
    plain, smoothed = (traces(loss_figure(CURVES, View(2, weight))) for weight in (0, 0.5))
    assert "Batch, smoothed" not in plain
    assert np.isnan(smoothed["Batch, smoothed"].y[1])
    assert smoothed["Batch"].opacity < plain["Batch"].opacity


def test_events_of_one_step_share_a_line() -> None:
    layout = loss_figure(CURVES, View(2)).layout
    (line,), (note,) = layout.shapes, layout.annotations
    assert line.x0 == line.x1 == note.x == 1.5
    assert note.text == "paused, resumed"


def test_zoom_survives_new_points_but_not_another_kind_of_axis() -> None:
    linear, log = (loss_figure(CURVES, View(2, log=log)).layout for log in (False, True))
    assert linear.uirevision == log.uirevision is not None
    assert linear.yaxis.uirevision != log.yaxis.uirevision
    assert (linear.yaxis.type, log.yaxis.type) == ("linear", "log")


def test_the_axis_grows_by_whole_epochs() -> None:
    assert loss_figure(CURVES, View(3)).layout.xaxis.autorangeoptions.include == 2
    assert loss_figure(Curves(), View(3)).layout.xaxis.autorangeoptions.include == 1

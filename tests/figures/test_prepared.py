"""The figure of a prepared experiment."""

from __future__ import annotations

import plotly.graph_objects as go
import pytest

from cnn_core.figures.prepared import experiment_figure
from cnn_core.prepared.experiment import Experiment
from cnn_core.prepared.table import EXPERIMENTS, IMAGES, KERNELS, NO_POOLING, POOLING
from tests.prepared_runs import results


def titles(figure: go.Figure, axis: str) -> list[str]:
    axes = figure.select_xaxes() if axis == "x" else figure.select_yaxes()
    return [each.title.text for each in axes if each.title.text]


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_every_experiment_has_a_panel_for_each_of_its_figures(experiment: Experiment) -> None:
    arms = experiment.arms_at("quick")
    found = results(experiment, {arm.label: [0.98, 0.97] for arm in arms}, "quick")
    figure = experiment_figure(found)
    assert len(titles(figure, "y" if experiment.axis else "x")) == len(experiment.measures)


def test_costs_are_bars_and_accuracies_dots_with_limits() -> None:
    found = results(NO_POOLING, {"with pooling": [0.99], "without": [0.98]})
    accuracy, _, *costs = experiment_figure(found).data
    assert list(accuracy.x) == pytest.approx([0.01, 0.02])
    assert list(accuracy.y) == ["with pooling", "without"]
    estimate = found.outcomes[0].estimate("accuracy")
    assert estimate is not None
    assert accuracy.error_x.array[0] == pytest.approx(0.99 - estimate.low)
    assert accuracy.error_x.arrayminus[0] == pytest.approx(estimate.high - 0.99)
    assert [type(each) for each in costs] == [go.Bar] * 3
    weights, _, seconds = costs
    assert (list(weights.x), list(seconds.x)) == ([1200, 700], [12, 7])
    assert weights.text == ("1,200", "700")


def test_single_trainings_are_drawn_where_there_are_several() -> None:
    _, circles = experiment_figure(results(POOLING, {"maximum": [0.99, 0.98]})).data
    assert list(circles.x) == pytest.approx([0.01, 0.02])
    _, circles = experiment_figure(results(POOLING, {"maximum": [0.99]})).data
    assert not circles.x


def test_numbers_lie_on_an_axis_in_their_order() -> None:
    images = {"60,000 images": [0.99], "1,200 images": [0.9], "15,000 images": [0.98]}
    figure = experiment_figure(results(IMAGES, images))
    assert list(figure.data[0].x) == [1200, 15_000, 60_000]
    assert list(figure.data[0].y) == pytest.approx([0.1, 0.02, 0.01])
    assert figure.layout.xaxis.type == "log"
    figure = experiment_figure(results(KERNELS, {"3×3": [0.99], "1×1": [0.9]}))
    assert list(figure.data[0].x) == [1, 3]
    assert figure.layout.xaxis.type == "linear"
    assert titles(figure, "y") == ["Test accuracy, percent", "Weights", "Seconds of an epoch"]

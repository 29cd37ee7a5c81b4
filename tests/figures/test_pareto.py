"""Accuracy against what it costs, drawn."""

from __future__ import annotations

import pytest

from cnn_core.figures.pareto import COSTS, TITLES, Cost, pareto_figure
from cnn_core.leaderboard import Entry, Limits, rank
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE
from tests.ended_runs import ended, reached

FIGURES = [("small", 0.98, 1000), ("<b>best</b>", 0.99, 50_000), ("large", 0.985, 90_000)]


def entries(figures: list[tuple[str, float, int]]) -> tuple[Entry, ...]:
    """Runs with these names, accuracies and weights; a second for 100 weights, kernels alike."""
    runs = [
        ended(
            number,
            name,
            override(ARTICLE, [f"architecture.layers.0.filters={number}"]),
            reached(accuracy, weights, seconds=weights / 100),
        )
        for number, (name, accuracy, weights) in enumerate(figures, 1)
    ]
    return rank(runs, Limits()).entries


@pytest.mark.parametrize("cost", COSTS)
def test_the_front_is_told_from_what_is_beaten(cost: Cost) -> None:
    figure = pareto_figure(entries(FIGURES), cost)
    beaten, steps, front, _ = figure.data
    assert [text.split("<br>")[0] for text in beaten.hovertext] == ["Run 3: large"]
    assert list(front.y) == pytest.approx([0.02, 0.01])
    assert list(steps.x) == [*front.x, beaten.x[0]]
    assert steps.line.shape == "hv"
    assert figure.layout.xaxis.title.text == TITLES[cost]


def test_weights_and_seconds_are_where_they_belong_with_their_limits() -> None:
    found = entries(FIGURES)
    by_weights, by_seconds = (pareto_figure(found, cost).data[2] for cost in COSTS[::2])
    assert list(by_weights.x) == [1000, 50_000]
    assert list(by_seconds.x) == [10, 500]
    best = found[0]
    assert by_weights.error_y.array[1] == pytest.approx(best.accuracy - best.interval.low)
    assert by_weights.error_y.arrayminus[1] == pytest.approx(best.interval.high - best.accuracy)


def test_names_are_shown_as_they_are() -> None:
    *_, front, names = pareto_figure(entries(FIGURES), "weights").data
    assert "Run 2: &lt;b&gt;best&lt;/b&gt;" in front.hovertext[1]
    assert list(names.text) == ["&lt;b&gt;best&lt;/b&gt;", "small"]


def test_names_that_would_lie_over_each_other_are_left_to_the_hover() -> None:
    near = [*FIGURES, ("next", 0.9901, 51_000)]
    *_, names = pareto_figure(entries(near), "weights").data
    assert list(names.text) == ["next", "small"]


def test_many_runs_show_the_limits_of_the_front_only() -> None:
    many = [(f"run {number}", 0.9, 2000 + number) for number in range(100)]
    beaten, _, front, _ = pareto_figure(entries([*FIGURES, *many]), "weights").data
    assert (beaten.error_y.visible, front.error_y.visible) == (False, True)


def test_a_single_run_without_an_error_can_be_drawn() -> None:
    figure = pareto_figure(entries([("perfect", 1.0, 1)]), "seconds")
    assert len(figure.data[2].x) == 1

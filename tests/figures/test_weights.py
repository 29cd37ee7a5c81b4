from __future__ import annotations

import numpy as np
import pytest

from cnn_core.figures.weights import BINS, bin_edges, histogram_figure

RNG = np.random.default_rng(0)
WEIGHTS = RNG.normal(0, 0.1, (3, 3, 4, 8)).astype(np.float32)
BIASES = RNG.normal(0.5, 0.01, 8).astype(np.float32)


def test_shares_are_those_of_each_group() -> None:
    weights, biases = histogram_figure([("Weights", WEIGHTS), ("Biases", BIASES)]).data
    assert (weights.name, biases.name) == ("Weights: 288", "Biases: 8")
    for bars, values in ((weights, WEIGHTS), (biases, BIASES)):
        assert sum(bars.y) == pytest.approx(100)
        assert sum(bars.customdata) == values.size
        mean = np.average(bars.x, weights=bars.y)
        assert mean == pytest.approx(values.mean(), abs=bars.width[0] / 2)


def test_bins_reach_from_the_smallest_to_the_largest_of_all() -> None:
    edges = bin_edges([WEIGHTS.ravel(), BIASES])
    assert len(edges) == BINS + 1
    assert edges[[0, -1]] == pytest.approx([WEIGHTS.min(), BIASES.max()])


def test_values_that_are_no_numbers_are_counted_apart() -> None:
    broken = np.array([np.nan, 1, np.inf, 2], np.float32)
    (bars,) = histogram_figure([("Biases", broken)]).data
    assert bars.name == "Biases: 4, of which 2 are numbers"
    assert sum(bars.customdata) == 2


@pytest.mark.parametrize("values", [np.full(3, np.nan), np.empty(0), np.full(4, 0.25)])
def test_there_is_always_a_figure(values: np.ndarray) -> None:
    (bars,) = histogram_figure([("Weights", values.astype(np.float32))], dark=True).data
    assert len(bars.x) == BINS
    assert np.isfinite(bars.y).all()

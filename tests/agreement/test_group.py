"""Means over pairs of trainings, and how sure they are."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core.agreement.group import over_pairs, pairs_of, summarise
from cnn_core.estimate import Estimate
from tests.agreements import NAN, agreement, layer_agreement


def test_pairs_are_named_by_the_lower_run_first() -> None:
    assert pairs_of((7, 2, 5)) == [(2, 5), (2, 7), (5, 7)]


def test_a_single_pair_has_no_interval() -> None:
    assert over_pairs({(1, 2): 0.5}) == Estimate(0.5, None, None)


def test_no_pair_has_no_mean() -> None:
    assert np.isnan(over_pairs({(1, 2): NAN}).mean)


def test_the_interval_of_three_runs_by_hand() -> None:
    """Without a run one pair is left: 3, 2, 1; their jackknife error is (2/3·2)^½."""
    estimate = over_pairs({(1, 2): 1.0, (1, 3): 2.0, (2, 3): 3.0})
    margin = 4.302652729911275 * np.sqrt(4 / 3)
    assert estimate.mean == 2
    assert (estimate.low, estimate.high) == pytest.approx((2 - margin, 2 + margin))


def test_pairs_without_a_figure_are_left_out() -> None:
    values = dict.fromkeys(pairs_of((1, 2, 3, 4)), 1.0) | {(1, 2): NAN}
    assert over_pairs(values) == Estimate(1.0, 1.0, 1.0)
    assert over_pairs({(1, 2): 1.0, (1, 3): 1.0}) == Estimate(1.0)


@pytest.mark.parametrize(("of_runs", "of_pairs"), [(1.0, 0.3), (0.3, 1.0)])
def test_intervals_hold_the_truth_as_often_as_they_say(of_runs: float, of_pairs: float) -> None:
    rng = np.random.default_rng(1)
    held = 0
    for _ in range(400):
        own = rng.normal(0, of_runs, 5)
        values = {
            (one, two): own[one] + own[two] + rng.normal(0, of_pairs)
            for one, two in pairs_of(tuple(range(5)))
        }
        estimate = over_pairs(values)
        held += estimate.low <= 0 <= estimate.high
    assert held / 400 > 0.925


def test_a_layer_over_all_pairs() -> None:
    layers = {
        (1, 2): layer_agreement([0.9, 0.9, 0.5, NAN], [0, 1], position=2),
        (1, 3): layer_agreement([0.9, 0.9, 0.9, 0.9], [0, 1], position=2, shift=0),
        (2, 3): layer_agreement([0.9, 0.5, 0.5, 0.5], [0, 4], position=2),
    }
    (summary,) = summarise({pair: agreement(layer) for pair, layer in layers.items()})
    assert (summary.position, summary.units, summary.runs) == (2, 4, 3)
    assert summary.reappear == over_pairs({(1, 2): 2, (1, 3): 4, (2, 3): 1})
    assert summary.expected == pytest.approx((0.5 + 0.5 + 2) / 3)
    assert summary.most_by_chance == 4
    assert summary.in_place == pytest.approx(4 / 3)
    assert summary.unmatched == pytest.approx(1 / 3)
    assert summary.score.mean == pytest.approx((2.3 / 3 + 0.9 + 0.6) / 3)
    assert summary.cka == Estimate(pytest.approx(0.9), pytest.approx(0.9), pytest.approx(0.9))
    assert not summary.beyond_chance  # the interval reaches below 1


def test_a_pair_is_beyond_chance_if_no_pair_of_the_null_reaches_it() -> None:
    for reappear, beyond in ((2, False), (3, True)):
        values = [0.9] * reappear + [0.1] * (4 - reappear)
        (summary,) = summarise({(1, 2): agreement(layer_agreement(values, [0, 2]))})
        assert summary.beyond_chance is beyond


@pytest.mark.parametrize(("by_chance", "beyond"), [(0, True), (2, False)])
def test_a_group_is_beyond_chance_if_its_whole_interval_is(by_chance: float, beyond: bool) -> None:
    layer = layer_agreement([0.9, 0.9, 0.1], [by_chance, by_chance + 1])
    (summary,) = summarise(dict.fromkeys(pairs_of((1, 2, 3)), agreement(layer)))
    assert summary.reappear == Estimate(2, 2, 2)
    assert summary.beyond_chance is beyond

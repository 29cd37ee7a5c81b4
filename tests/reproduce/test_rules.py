"""When a trained figure passes: at both sides of each limit, and against scipy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cnn_core.estimate import Estimate
from cnn_core.reproduce import rules
from cnn_core.reproduce.row import Verdict
from cnn_core.scores import wilson

FIGURES = (0.9890, 0.9903, 0.9881, 0.9899, 0.9894)


@pytest.mark.parametrize(
    ("rule", "reported", "passing", "failing"),
    [
        (rules.LOSS, 0.1000, 0.1199, 0.1201),
        (rules.LOSS, 0.1000, 0.0801, 0.0799),
        (rules.ERRORS, 0.9900, 0.9881, 0.9879),
        (rules.ERRORS, 0.9900, 0.9919, 0.9921),
        (rules.AS_HIGH, 0.977, 0.9766, 0.9764),
        (rules.AS_HIGH_IN_PERCENT, 0.99, 0.9851, 0.9849),
        (rules.WITHOUT_PICKING_IT, 0.9954, 0.9935, 0.9934),
        (rules.IN_TIME, 20.6, 205.9, 206.1),
        (rules.NOT_BELOW, 0.9922, 0.9922, 0.9921),
    ],
)
def test_both_sides_of_the_limit(
    rule: rules.Rule, reported: float, passing: float, failing: float
) -> None:
    for ours, verdict in ((passing, Verdict.PASS), (failing, Verdict.FAIL)):
        row = rules.trained("a figure", "loss", reported, Estimate(ours), rule)
        assert row.verdict is verdict
        assert row.difference is not None
        assert row.difference.mean == pytest.approx(ours - reported)


def test_a_goal_is_missed_only_where_the_limits_leave_it_out() -> None:
    def verdict(high: float) -> Verdict:
        ours = Estimate(0.991, 0.990, high)
        return rules.trained("a figure", "accuracy", 0.9922, ours, rules.NOT_BELOW).verdict

    assert [verdict(0.9922), verdict(0.9921)] == [Verdict.PASS, Verdict.FAIL]


def test_limits_are_those_for_one_more_training() -> None:
    ours = rules.one_more(FIGURES)
    error = np.std(FIGURES, ddof=1) * np.sqrt(1 + 1 / 5)
    low, high = stats.t.interval(0.95, 4, np.mean(FIGURES), error)
    assert (ours.low, ours.high) == (pytest.approx(low), pytest.approx(high))
    assert rules.one_more_share(FIGURES, 10_000) == ours


def test_a_single_training_has_wilsons_limits_for_its_accuracy_and_none_else() -> None:
    share = rules.one_more_share([0.99], 10_000)
    assert (share.mean, share.low, share.high) == (0.99, *wilson(9900, 10_000))
    assert rules.one_more([0.1]) == Estimate(0.1)


def test_limits_of_a_share_are_shares() -> None:
    ours = rules.one_more_share([0.999, 0.9, 1.0], 10_000)
    assert ours.high == 1.0


def test_a_figure_that_is_not_trained_is_open() -> None:
    row = rules.trained("a figure", "loss", 0.1, None, rules.LOSS)
    assert (row.verdict, row.ours, row.difference) == (Verdict.OPEN, None, None)

"""Means, intervals and Welch's test, against scipy and against data whose truth is known."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cnn_core.repeat.means import Verdict, sentence, spread, welch

SIMULATIONS = 1000
shares = st.lists(st.integers(0, 10_000).map(lambda n: n / 10_000), min_size=2, max_size=12)


@given(shares)
def test_a_mean_and_its_interval_are_scipy_s(values: list[float]) -> None:
    found = spread(values)
    assert found.count == len(values)
    assert found.mean == pytest.approx(np.mean(values))
    assert found.deviation == pytest.approx(np.std(values, ddof=1), abs=1e-15)
    assert (found.lowest, found.highest) == (min(values), max(values))
    half = stats.t.ppf(0.975, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values))
    assert found.margin == pytest.approx(half, abs=1e-12)


def test_a_single_training_has_no_interval() -> None:
    alone = spread([0.9893])
    assert (alone.count, alone.mean, alone.deviation, alone.margin) == (1, 0.9893, None, None)
    with pytest.raises(ValueError, match="Received: none"):
        spread([])


@given(shares, shares)
def test_two_groups_are_compared_as_by_scipy(first: list[float], second: list[float]) -> None:
    found = welch(first, second)
    if len(set(first)) == len(set(second)) == 1:
        assert found.verdict is Verdict.UNKNOWN
        return
    with warnings.catch_warnings(action="ignore"):  # of a group whose figures are all equal
        oracle = stats.ttest_ind(second, first, equal_var=False)
    assert found.p == pytest.approx(oracle.pvalue, abs=1e-12)
    assert found.degrees == pytest.approx(oracle.df)
    low, high = oracle.confidence_interval(0.95)
    assert found.margin is not None
    assert found.difference - found.margin == pytest.approx(low, abs=1e-9)
    assert found.difference + found.margin == pytest.approx(high, abs=1e-9)
    assert (found.verdict is Verdict.NONE) == (oracle.pvalue >= 0.05)


def test_intervals_hold_the_mean_in_95_of_100_simulations() -> None:
    rng = np.random.default_rng(0)
    for count in (2, 3, 5):
        samples = rng.normal(0.989, 0.001, (SIMULATIONS, count))
        found = [spread(sample) for sample in samples.tolist()]
        held = np.mean([abs(each.mean - 0.989) <= (each.margin or 0) for each in found])
        assert held == pytest.approx(0.95, abs=0.015)


@pytest.mark.parametrize(("first", "second"), [(2, 2), (2, 10), (3, 10), (5, 5), (4, 8)])
def test_equal_groups_are_told_apart_in_5_of_100_simulations_at_most(
    first: int, second: int
) -> None:
    rng = np.random.default_rng(3)
    figures = rng.normal(0.989, 0.001, (SIMULATIONS, first + second)).tolist()
    told = [sentence(welch(each[:first], each[first:]), "A", "B") for each in figures]
    assert np.mean(["unlikely to be chance" in each for each in told]) <= 0.05


def test_a_true_difference_is_found() -> None:
    rng = np.random.default_rng(4)
    pairs = zip(rng.normal(0.989, 0.001, (200, 5)), rng.normal(0.992, 0.001, (200, 5)), strict=True)
    found = [welch(first.tolist(), second.tolist()) for first, second in pairs]
    assert np.mean([each.verdict is Verdict.SHOWN for each in found]) > 0.95


FIVE = [0.9890, 0.9895, 0.9900, 0.9905, 0.9910]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        (
            FIVE,
            [a + 0.003 for a in FIVE],
            "B is better than A by 0.30 ± 0.12 points in the mean: u",
        ),
        (
            [a + 0.003 for a in FIVE],
            FIVE,
            "A is better than B by 0.30 ± 0.12 points in the mean: u",
        ),
        (FIVE, [a + 0.001 for a in FIVE], "No difference shown: B is ahead of A by 0.10 ± 0.12"),
        (FIVE, FIVE, "No difference shown: A and B have the same mean (± 0.12 points, 95 %"),
        (
            FIVE,
            [0.9918, 0.9919],
            "B is ahead of A by 0.19 ± 0.10 points in the mean (95 % interval",
        ),
        (FIVE, [0.9895], "A is ahead of B by 0.05 points in the mean. How sure that is cannot be"),
        ([0.98, 0.98], [0.99, 0.99], "B is ahead of A by 1.00 points in the mean. How sure"),
        ([0.98], [0.98], "A and B have the same mean. How sure that is cannot be said"),
    ],
)
def test_what_is_said(first: list[float], second: list[float], expected: str) -> None:
    assert sentence(welch(first, second), "A", "B").startswith(expected)


def test_too_few_trainings_give_a_hint_only() -> None:
    found = welch(FIVE, [0.9918, 0.9919])
    assert found.p is not None
    assert found.p < 0.05
    assert found.verdict is Verdict.HINT
    assert "a hint only: with 5 and 2 trainings" in sentence(found, "A", "B")


def test_why_it_cannot_be_said() -> None:
    assert "it takes two trainings of each" in sentence(welch([0.98], [0.99, 0.98]), "A", "B")
    assert "have the same figure" in sentence(welch([0.98, 0.98], [0.99, 0.99]), "A", "B")

"""Who takes part in the leaderboard, and in which order."""

from __future__ import annotations

import pytest
from scipy.stats import binomtest

from cnn_core.arithmetic import describe
from cnn_core.leaderboard import Limits, leads, multiply_adds, rank
from cnn_core.overrides import override
from cnn_core.presets import ARTICLE, MLP, SMALL
from cnn_core.records import Run
from cnn_core.scores import wilson
from tests.ended_runs import ended, reached, wrong_at

NO_LIMITS = Limits()


def numbers(runs: list[Run], limits: Limits = NO_LIMITS) -> list[int]:
    return [entry.run.id for entry in rank(runs, limits).entries]


def test_the_best_comes_first_and_of_equals_the_smaller_then_the_earlier() -> None:
    runs = [
        ended(4, result=reached(0.99, 500)),
        ended(3, result=reached(0.98, 100)),
        ended(2, result=reached(0.99, 400)),
        ended(1, result=reached(0.99, 500)),
    ]
    assert numbers(runs) == [2, 1, 4, 3]


def test_an_entry_says_what_the_run_reached_and_cost() -> None:
    run = ended(7, "mine", SMALL, reached(0.9912, 17_734, seconds=20.6))
    (entry,) = rank([run], Limits()).entries
    assert (entry.run.name, entry.accuracy, entry.weights) == ("mine", 0.9912, 17_734)
    assert (entry.interval.low, entry.interval.high) == wilson(9912, 10_000)
    assert entry.multiply_adds == describe(SMALL.architecture).multiply_adds
    assert entry.seconds == 20.6


@pytest.mark.parametrize(
    ("limits", "left"),
    [
        (Limits(weights=20_000), [2]),
        (Limits(weights=96_844), [1, 2]),
        (Limits(seconds=60), [1]),
        (Limits(multiply_adds=1_000_000), [2]),
        (Limits(weights=20_000, seconds=60), []),
    ],
)
def test_limits_hold_for_all_and_may_be_reached(limits: Limits, left: list[int]) -> None:
    small = ended(2, spec=MLP, result=reached(weights=17_734, seconds=61))
    runs = [ended(1, result=reached(seconds=20)), small]
    ranking = rank(runs, limits)
    assert sorted(entry.run.id for entry in ranking.entries) == left
    assert ranking.over == 2 - len(left)


def test_only_runs_tested_on_the_official_images_of_the_dataset_take_part() -> None:
    own_split = override(ARTICLE, ["data.normalization=article"])
    fashion = override(ARTICLE, ["data.dataset=fashion_mnist"])
    runs = [
        ended(1),
        ended(2, spec=own_split),
        ended(3, spec=fashion),
        ended(4, result=None),
        ended(5, result=reached(test_images=500)),
    ]
    ranking = rank(runs, Limits())
    assert [entry.run.id for entry in ranking.entries] == [1]
    assert (ranking.other_images, ranking.over) == (2, 0)
    assert numbers(runs, Limits("fashion_mnist")) == [3]


def test_without_runs_there_is_an_empty_ranking() -> None:
    assert rank([], Limits()).entries == ()


def test_multiply_adds_are_those_of_the_architecture_table() -> None:
    assert multiply_adds(ARTICLE.architecture) == 2_797_756


def test_neighbours_are_told_apart_by_the_images_that_one_alone_has_right() -> None:
    """Of 40 errors all, then 30 more: exact binomial; the same errors: no difference at all."""
    first, second = ~wrong_at(slice(0, 40)), ~wrong_at(slice(0, 70))
    ahead, equal = leads([first, second, second])
    assert ahead is not None
    assert equal is not None
    assert ahead.difference == pytest.approx(0.3)
    assert ahead.p == pytest.approx(binomtest(0, 30).pvalue)
    assert ahead.adjusted_p == pytest.approx(2 * ahead.p)
    assert ahead.shown
    assert (equal.difference, equal.p, equal.shown) == (0, 1, False)


def test_a_run_without_answers_cannot_be_compared_with_its_neighbours() -> None:
    right = ~wrong_at(slice(0, 40))
    known = leads([right, right, None, right])
    assert [each is not None for each in known] == [True, False, False]
    assert leads([None, None]) == [None]
    assert leads([right]) == []
    assert leads([]) == []

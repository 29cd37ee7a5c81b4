"""What is told of each setting, and which of them differ: against scipy and statsmodels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from statsmodels.stats.multitest import multipletests

from cnn_core.arithmetic import describe
from cnn_core.prepared.differences import differences
from cnn_core.prepared.results import Results, collect
from cnn_core.prepared.table import FUNCTIONS, L2, NO_POOLING, POOLING
from cnn_core.presets import ARTICLE, MLP
from cnn_core.records import State
from cnn_core.scores import wilson
from tests.ended_runs import ended
from tests.prepared_runs import read, results, trained

MANY = {
    "relu": (0.9890, 0.9893, 0.9888, 0.9891, 0.9894),
    "tanh": (0.9850, 0.9853, 0.9851, 0.9848, 0.9855),
    "elu": (0.9888, 0.9895, 0.9884, 0.9893, 0.9892),
}


def test_a_single_training_has_the_interval_of_its_test_images() -> None:
    (outcome,) = results(FUNCTIONS, {"relu": [0.98]}).outcomes
    estimate = outcome.estimate("accuracy")
    assert estimate is not None
    assert (estimate.mean, estimate.low, estimate.high) == (0.98, *wilson(9800, 10_000))


def test_several_trainings_have_the_interval_of_their_mean() -> None:
    (outcome,) = results(FUNCTIONS, {"relu": MANY["relu"]}).outcomes
    estimate = outcome.estimate("accuracy")
    assert estimate is not None
    low, high = stats.t.interval(0.95, 4, np.mean(MANY["relu"]), stats.sem(MANY["relu"]))
    assert (estimate.low, estimate.high) == (pytest.approx(low), pytest.approx(high))


def test_costs_are_those_of_the_network_and_of_its_runs() -> None:
    found = results(NO_POOLING, {"with pooling": [0.99], "without": [0.98]})
    summary = describe(found.outcomes[1].arm.spec.architecture, 64)
    (outcome,) = found.outcomes[1:]
    assert outcome.values("memory") == [summary.training_bytes]
    assert outcome.values("multiply_adds") == [summary.multiply_adds]
    assert outcome.values("weights") == [700]
    assert outcome.values("epoch_seconds") == [7]
    assert outcome.values("training_seconds") == [35]
    assert outcome.values("gap") == [pytest.approx(0.005)]


def test_what_is_not_known_has_no_estimate() -> None:
    runs = trained(L2, {"no L2": [0.99]})
    found = collect(L2, runs, lambda run, result: replace(read(run, result), last_accuracy=None))
    assert found is not None
    assert found.outcomes[0].estimate("gap") is None


def test_only_runs_that_were_trained_as_planned_count() -> None:
    runs = trained(POOLING, {"maximum": [0.99] * 4, "average": [0.98]})
    runs[0] = replace(runs[0], state=State.STOPPED)
    runs[1] = replace(runs[1], target_epochs=50)
    runs[2] = replace(runs[2], state=State.RUNNING, result=None)
    runs[4] = replace(runs[4], state=State.FAILED, result=None)
    found = collect(POOLING, [*runs, ended(spec=MLP)], read)
    assert found is not None
    assert [len(each.trained) for each in found.outcomes] == [1]
    assert (found.missing, found.seeds) == (("average",), 1)
    assert differences(found) == []


def test_runs_of_another_experiment_have_no_results() -> None:
    assert collect(POOLING, [ended(spec=MLP)], read) is None
    assert collect(POOLING, [], read) is None


def test_the_size_is_that_of_the_runs() -> None:
    assert results(POOLING, {"maximum": [0.9]}, "quick").size == "quick"
    assert collect(POOLING, [ended(spec=ARTICLE)], read).size == "article"


def test_single_trainings_are_compared_image_by_image() -> None:
    """The made-up runs miss the first images: 100, 140 and 101 of them."""
    found = differences(results(FUNCTIONS, {"relu": [0.99], "tanh": [0.986], "elu": [0.9899]}))
    elu, tanh = found
    assert (elu.label, tanh.label) == ("elu", "tanh")
    assert (elu.difference, tanh.difference) == (pytest.approx(-0.0001), pytest.approx(-0.004))
    assert (elu.shown, tanh.shown) == (False, True)
    assert tanh.points.startswith("0.40 ± ")


def test_several_trainings_are_compared_by_their_means_and_judged_together() -> None:
    elu, tanh = differences(results(FUNCTIONS, MANY))
    raw = [
        stats.ttest_ind(MANY["relu"], MANY[label], equal_var=False).pvalue
        for label in ("elu", "tanh")
    ]
    shown = multipletests(raw, method="holm")[0]
    assert [elu.shown, tanh.shown] == shown.tolist() == [False, True]
    assert tanh.difference == pytest.approx(np.mean(MANY["tanh"]) - np.mean(MANY["relu"]))


def test_without_the_first_setting_there_is_nothing_to_compare_with() -> None:
    assert differences(results(FUNCTIONS, {"tanh": [0.98], "elu": [0.97]})) == []
    assert differences(results(FUNCTIONS, {"relu": [0.98]})) == []


def test_without_answers_a_difference_is_told_but_not_judged() -> None:
    runs = trained(POOLING, {"maximum": [0.99], "average": [0.95]})
    found = collect(POOLING, runs, lambda run, result: replace(read(run, result), right=None))
    assert found is not None
    (difference,) = differences(found)
    assert (difference.points, difference.shown) == ("4.00 points", False)


def test_single_and_several_trainings_together_are_not_told_apart_by_luck() -> None:
    (difference,) = differences(results(POOLING, {"maximum": [0.99, 0.9901], "average": [0.95]}))
    assert not difference.shown


def test_of_equal_settings_any_is_told_apart_in_at_most_five_of_a_hundred_experiments() -> None:
    """Five settings of five trainings each; 200 experiments err 10 times or less, give or take."""
    rng = np.random.default_rng(3)
    template = results(FUNCTIONS, {arm.label: [0.99] * 5 for arm in FUNCTIONS.arms})
    wrong = sum(
        any(
            each.shown
            for each in differences(_with_accuracies(template, rng.normal(0.99, 0.001, (5, 5))))
        )
        for _ in range(200)
    )
    assert wrong <= stats.binom.ppf(0.999, 200, 0.05)


def _with_accuracies(template: Results, accuracies: NDArray[np.float64]) -> Results:
    outcomes = [
        replace(
            outcome,
            trained=tuple(
                replace(each, result=each.result.model_copy(update={"test_accuracy": accuracy}))
                for each, accuracy in zip(outcome.trained, row.tolist(), strict=True)
            ),
        )
        for outcome, row in zip(template.outcomes, accuracies, strict=True)
    ]
    return replace(template, outcomes=tuple(outcomes))

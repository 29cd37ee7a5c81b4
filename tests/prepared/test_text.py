"""The sentences of the experiments, from runs of known figures."""

from __future__ import annotations

import pytest

from cnn_core.prepared.experiment import Experiment
from cnn_core.prepared.table import (
    DEVICES,
    EXPERIMENTS,
    FUNCTIONS,
    POOLING,
)
from cnn_core.prepared.text import MORE_THAN_IMAGES, answer, sureness
from tests.prepared_runs import results


def test_settings_are_told_as_better_worse_or_not_told_apart() -> None:
    found = results(FUNCTIONS, {"relu": [0.97], "sigmoid": [0.9], "elu": [0.9702], "tanh": [0.98]})
    text = answer(found)
    assert text.startswith("Against relu (97.00 %), sigmoid is worse by 7.00 ± ")
    assert " points and tanh is better by 1.00 ± " in text
    assert f": {MORE_THAN_IMAGES}; no difference is shown for elu (+0.02 ± " in text


def test_equal_settings_are_not_told_apart() -> None:
    text = answer(results(POOLING, {"maximum": [0.99], "average": [0.9899]}))
    assert text.startswith("No difference from maximum (99.00 %) is shown for average (−0.01 ± ")


def test_all_that_differ_need_no_rest() -> None:
    text = answer(results(POOLING, {"maximum": [0.99], "average": [0.97]}))
    assert text.endswith(f" points: {MORE_THAN_IMAGES}.")


def test_the_means_of_several_trainings_are_told() -> None:
    found = results(POOLING, {"maximum": [0.99] * 3 + [0.991] * 2, "average": [0.97, 0.971] * 3})
    assert answer(found).startswith("Against maximum (99.04 %), average is worse by 1.99 ± ")
    assert answer(found).endswith(" points: unlikely to be chance.")
    assert sureness(found).startswith("5 to 6 trainings of each")
    single = results(POOLING, {"maximum": [0.99], "average": [0.97]})
    assert sureness(single).startswith("One training of each")


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_the_first_setting_alone_answers_nothing(experiment: Experiment) -> None:
    label = experiment.arms_at("article")[0].label
    text = answer(results(experiment, {label: [0.99]}))
    assert ("Nothing can be compared" in text) != (experiment is DEVICES)

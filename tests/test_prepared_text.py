"""The sentences of the experiments, from runs of known figures."""

from __future__ import annotations

import pytest

from cnn_core.prepared import Experiment
from cnn_core.prepared_table import (
    DEVICES,
    EXPERIMENTS,
    FUNCTIONS,
    IMAGES,
    L2,
    NETWORKS,
    NO_POOLING,
    POOLING,
)
from cnn_core.prepared_text import answer, left_by_doubling, sureness
from tests.prepared_runs import results


def test_settings_are_told_as_better_worse_or_not_told_apart() -> None:
    found = results(FUNCTIONS, {"relu": [0.97], "sigmoid": [0.9], "elu": [0.9702], "tanh": [0.98]})
    text = answer(found)
    assert text.startswith("Against relu (97.00 %), sigmoid is worse by 7.00 ± ")
    assert " points and tanh is better by 1.00 ± " in text
    assert ": unlikely to be chance; no difference is shown for elu (+0.02 ± " in text


def test_equal_settings_are_not_told_apart() -> None:
    text = answer(results(POOLING, {"maximum": [0.99], "average": [0.9899]}))
    assert text.startswith("No difference from maximum (99.00 %) is shown for average (−0.01 ± ")


def test_all_that_differ_need_no_rest() -> None:
    text = answer(results(POOLING, {"maximum": [0.99], "average": [0.97]}))
    assert text.endswith(" points: unlikely to be chance.")


def test_the_means_of_several_trainings_are_told() -> None:
    found = results(POOLING, {"maximum": [0.99] * 3 + [0.991] * 2, "average": [0.97, 0.971] * 3})
    assert answer(found).startswith("Against maximum (99.04 %), average is worse by 1.99 ± ")
    assert sureness(found).startswith("5 to 6 trainings of each")
    single = results(POOLING, {"maximum": [0.99], "average": [0.97]})
    assert sureness(single).startswith("One training of each")


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=EXPERIMENTS)
def test_the_first_setting_alone_answers_nothing(experiment: Experiment) -> None:
    label = experiment.arms_at("article")[0].label
    text = answer(results(experiment, {label: [0.99]}))
    assert ("Nothing can be compared" in text) != (experiment is DEVICES)


def test_devices_are_told_by_their_epochs() -> None:
    """The made-up epochs take a second for each letter of the label: 13, 16 and 3."""
    both = results(DEVICES, {"CPU, 1 thread": [0.99], "CPU, all threads": [0.99]})
    assert answer(both).startswith(
        "An epoch takes 13.0 s on the CPU with 1 thread and 16.0 s on the CPU with all threads: "
        "the CPU with 1 thread is 1.2 times as fast as the CPU with all threads."
    )
    gpu = results(DEVICES, {"CPU, all threads": [0.99], "GPU": [0.99]})
    assert "the GPU is 5.3 times as fast as the CPU with all threads" in answer(gpu)
    alone = results(DEVICES, {"CPU, all threads": [0.99]})
    assert answer(alone) == "An epoch takes 16.0 s on the CPU with all threads."


def test_the_cnn_is_told_with_what_it_costs() -> None:
    text = answer(results(NETWORKS, {"MLP": [0.97], "CNN": [0.99]}))
    assert text.startswith("Against MLP (97.00 %), CNN is better by 2.00 ± ")
    assert text.endswith("49 times the MLP's multiply-adds; its training took 1.0 times as long.")


def test_what_pooling_saves_is_told() -> None:
    text = answer(results(NO_POOLING, {"with pooling": [0.99], "without": [0.99]}))
    assert "Without pooling the network has 0.58 times the weights" in text
    assert "0.58 times as long for an epoch" in text


def test_the_gap_is_told_for_no_penalty_and_the_strongest() -> None:
    text = answer(results(L2, {"no L2": [0.99], "L2 0.0001": [0.99], "L2 0.01": [0.99]}))
    assert text.endswith(
        "The training accuracy, over the last epoch, is 0.50 points above the test accuracy with "
        "no L2, and 0.50 points above it with L2 0.01."
    )


def test_errors_that_halve_with_four_times_the_images_are_found_to_do_so() -> None:
    assert left_by_doubling([100, 400, 1600], [0.4, 0.2, 0.1]) == pytest.approx(0.5**0.5)
    found = results(
        IMAGES, {"60,000 images": [0.99], "15,000 images": [0.98], "1,200 images": [0.93]}
    )
    text = answer(found)
    assert text.startswith(
        "From 1,200 to 60,000 images the test accuracy goes from 93.00 % to 99.00 %: each "
        "doubling of the images leaves about 71 % of the errors."
    )

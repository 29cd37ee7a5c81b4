"""What experiments say beside accuracy, from runs of known figures."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import linregress, t

from cnn_core.prepared.remarks import left_by_doubling
from cnn_core.prepared.table import DEVICES, IMAGES, L2, NETWORKS, NO_POOLING
from cnn_core.prepared.text import answer
from tests.prepared_runs import results


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
    accuracies = {"60,000 images": [0.99], "15,000 images": [0.98], "3,000 images": [0.9552786]}
    text = answer(results(IMAGES, accuracies))
    assert text == (
        "From 3,000 images to 60,000 images the test accuracy goes from 95.53 % to 99.00 %: each "
        "doubling of the images leaves 71 % (95 %: 71 to 71 %) of the errors."
    )
    assert answer(results(IMAGES, {"60,000 images": [0.99], "30,000 images": [0.98]})).endswith(
        " goes from 98.00 % to 99.00 %."
    )


def test_the_share_that_a_doubling_leaves_is_that_of_a_regression() -> None:
    points = [(100, 0.4), (100, 0.35), (400, 0.2), (900, 0.15), (1600, 0.12)]
    found = left_by_doubling(points)
    line = linregress(*np.log2(points).T)
    margin = t.ppf(0.975, 3) * line.stderr
    assert found == pytest.approx(
        (2**line.slope, 2 ** (line.slope - margin), 2 ** (line.slope + margin))
    )
    assert left_by_doubling(points[:2]) is None

"""Attributions in plain words."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnn_core.arithmetic import LayerSummary, describe
from cnn_core.datasets import CLASS_NAMES
from cnn_core.inside.attribution_text import answer_sentence, completeness_sentence, heat_sentence
from cnn_core.layers import Architecture, Conv2D, Flatten, MaxPooling2D, Output
from tests.inside.test_attribution import SOUND

NAMES = CLASS_NAMES["mnist"]


def last_maps(*layers: Conv2D | MaxPooling2D) -> LayerSummary:
    return describe(Architecture(layers=(*layers, Flatten(), Output()))).layers[len(layers)]


def test_the_answer_and_the_class_asked_about() -> None:
    assert answer_sentence(SOUND, NAMES) == (
        "The network answers 9 (100.00 %). To 3 it gives 33.33 %."
    )
    same = replace(SOUND, label=9)
    assert answer_sentence(same, NAMES) == "The network answers 9 (100.00 %)."


def test_grad_cam_says_how_coarse_it_is() -> None:
    told = heat_sentence(SOUND, "7", last_maps(Conv2D(), MaxPooling2D()))
    assert "layer 2 (max pooling), speak for 7" in told
    assert "13×13 values, each of which sees 4×4 pixels" in told


def test_where_nothing_speaks_for_the_class_it_says_so() -> None:
    cold = replace(SOUND, heat=np.zeros((28, 28), np.float32))
    told = heat_sentence(cold, "7", last_maps(Conv2D()))
    assert told == "Nothing in the last maps, of layer 1 (convolution), speaks for 7."


def test_maps_of_one_value_know_no_place() -> None:
    assert "the same everywhere" in heat_sentence(
        SOUND, "7", last_maps(Conv2D(kernel_size=(28, 28)))
    )


@pytest.mark.parametrize(
    ("total", "told"),
    [
        (3.98, "difference, 4.00, and come to 3.98: 0.50 % off, with 64 steps"),
        (2.0, "more than 1 % off, even with 64 steps"),
    ],
)
def test_completeness_is_told_as_it_is(total: float, told: str) -> None:
    found = replace(SOUND, shares=np.full((28, 28), total / 784, np.float32))
    sentence = completeness_sentence(found, "7")
    assert "5.00 for this image, 1.00 for an empty one" in sentence
    assert told in sentence


def test_scores_below_0_have_a_true_minus_sign() -> None:
    assert "−1.50 for an empty one" in completeness_sentence(replace(SOUND, black_logit=-1.5), "7")

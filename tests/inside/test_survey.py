"""A survey to bytes and back, bytes that are none, and what is read off it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnn_core import npz
from cnn_core.inside.survey import Survey
from cnn_core.npz import NpzError
from tests import surveys
from tests.small_network import LAYERS

MAPS = 4


def example() -> Survey:
    return surveys.survey(LAYERS)


def test_it_comes_back_as_it_was() -> None:
    survey = example()
    back = Survey.from_bytes(survey.to_bytes(), LAYERS)
    assert back.dead == survey.dead
    assert back.means.keys() == survey.means.keys()
    for position, mean in survey.means.items():
        np.testing.assert_array_equal(back.means[position], mean)
    for name in ("confusion", "ablated", "said", "squares"):
        np.testing.assert_array_equal(getattr(back, name), getattr(survey, name))
    assert back.images == survey.confusion.sum()


def test_none_dead_comes_back_too() -> None:
    survey = replace(example(), dead=((), (), (), ()))
    assert Survey.from_bytes(survey.to_bytes(), LAYERS).dead == survey.dead


def test_what_maps_say_is_read_off() -> None:
    survey = example()
    own = [[survey.said[digit, each, digit] for digit in range(10)] for each in range(MAPS)]
    np.testing.assert_array_equal(survey.contributions, own)
    against = survey.misleading(4, 9)
    assert against[2] == survey.said[4, 2, 9] - survey.said[4, 2, 4]


def test_maps_that_mislead_come_the_most_misleading_first() -> None:
    said = np.zeros((10, MAPS, 10), np.float32)
    said[4, :, 9] = 0.5, -1, 0, 2
    said[4, :, 4] = 0, 0, 0, 1.9
    survey = replace(example(), said=said)
    assert survey.misleading_most(4, 9) == [0, 3]
    assert survey.misleading_most(4, 8) == []
    assert replace(survey, said=said * np.nan).misleading_most(4, 9) == []


def test_the_margin_is_that_of_a_mean() -> None:
    differences = np.random.default_rng(1).normal(2, 1, 400).astype(np.float32)
    said, squares = (np.zeros((10, MAPS, 10), np.float32) for _ in range(2))
    said[4, 0, 9] = differences.mean()
    squares[4, 0, 9] = (differences**2).mean()
    survey = replace(example(), said=said, squares=squares, ablated=np.full(10, 400))
    expected = 1.96 * differences.std() / np.sqrt(400)
    np.testing.assert_allclose(survey.margin(4, 9)[0], expected, rtol=1e-3)
    assert (survey.margin(4, 9)[1:] == 0).all()


def test_maps_are_ordered_by_their_class_and_then_by_what_they_say() -> None:
    said = np.zeros((10, MAPS, 10), np.float32)
    for each, (digit, value) in enumerate([(7, 1), (2, 0.5), (7, 3), (2, 2)]):
        said[digit, each, digit] = value
    assert replace(example(), said=said).order().tolist() == [3, 1, 2, 0]


def test_a_class_without_images_is_no_obstacle_to_the_order() -> None:
    said = example().said.copy()
    said[5] = np.nan
    assert sorted(replace(example(), said=said).order().tolist()) == [0, 1, 2, 3]


ARRAYS = dict(npz.read(example().to_bytes(), 10_000_000))
DAMAGED = {
    "nothing": b"",
    "cut": example().to_bytes()[:-40],
    "another shape": npz.pack(ARRAYS | {"mean_1": ARRAYS["mean_0"]}),
    "another type": npz.pack(ARRAYS | {"said": ARRAYS["said"].astype(np.float64)}),
    "too few maps": npz.pack(ARRAYS | {"squares": ARRAYS["said"][:, :2]}),
    "too few layers": npz.pack(ARRAYS | {"dead": ARRAYS["dead"][:2]}),
    "a unit beyond": npz.pack(ARRAYS | {"dead": np.ones((4, 40), np.bool_)}),
    "fewer than none": npz.pack(ARRAYS | {"confusion": -ARRAYS["confusion"]}),
    "a bomb": npz.pack(ARRAYS | {"more": np.zeros(70_000_000, np.uint8)}),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_no_survey_of_these_layers_is_refused(name: str) -> None:
    with pytest.raises(NpzError):
        Survey.from_bytes(DAMAGED[name], LAYERS)

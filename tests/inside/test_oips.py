"""What was found for the maps of a layer: order, agreement, words, bytes."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core import npz
from cnn_core.inside.oips import ALIKE_ALONE, Oips
from cnn_core.inside.sight import Sight
from cnn_core.npz import NpzError
from tests.found_oips import oips

RNG = np.random.default_rng(1)


def found(patterns: np.ndarray, means: list[list[float]], lowest: list[float]) -> Oips:
    answers = np.array(means, np.float32)[..., np.newaxis, np.newaxis]
    return Oips.of(patterns, answers, np.array(lowest, np.float32), Sight())


def images(*shape: int) -> np.ndarray:
    return RNG.integers(0, 256, (*shape, 28, 28), np.uint8)


def test_the_best_pattern_comes_first() -> None:
    patterns = images(2, 3)
    ordered = found(patterns, [[1, 3, 2], [5, 4, 6]], [0, 4.5])
    assert ordered.activations.tolist() == [[3, 2, 1], [6, 5, 4]]
    np.testing.assert_array_equal(ordered.patterns[0], patterns[0, [1, 2, 0]])
    np.testing.assert_array_equal(ordered.patterns[1], patterns[1, [2, 0, 1]])
    assert ordered.lowest.tolist() == [0, 4]


def test_a_pattern_is_found_again_where_starts_lead_to_the_same() -> None:
    patterns = images(4, 4)
    patterns[0] = patterns[0, :1]  # the same from all starts
    patterns[1, 2] = patterns[1, 0]  # from two, not the best one
    patterns[1, 3] = patterns[1, 1]
    told = found(patterns, [[4, 3, 2, 1]] * 4, [0] * 4)
    assert told.found.tolist()[:2] == [4, 2]
    assert told.alike[0] == pytest.approx(1, abs=1e-5)
    assert told.alike[1] == pytest.approx(2 / 6, abs=0.15)
    assert told.alike[2:] == pytest.approx(told.by_chance, abs=0.1)
    assert told.threshold < 0.2
    assert told.words()[:2] == ["4 of 4 starts", "2 of 4 starts"]


def test_the_null_is_of_different_maps_that_can_be_excited() -> None:
    patterns = images(3, 2)
    patterns[2] = patterns[1]
    dead_between = found(patterns, [[1, 1], [0, 0], [1, 1]], [0, 0, 0])
    assert dead_between.excited.tolist() == [True, False, True]
    assert len(dead_between.null) == 8  # each map's two with the other's two
    assert dead_between.by_chance < 0.2
    assert found(patterns, [[1, 1]] * 3, [0] * 3).null.max() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(
    ("best", "lowest", "excited"),
    [(0, 0, False), (7, 7, False), (7, 7.00001, False), (1e-9, 0, True), (-3, -4, True)],
)
def test_a_map_that_answers_the_same_to_everything_cannot_be_excited(best, lowest, excited) -> None:
    told = found(images(1, 1), [[best]], [lowest])
    assert told.excited.tolist() == [excited]
    assert told.words() == ["one start" if excited else "cannot be excited"]


def test_a_map_alone_has_a_fixed_bound() -> None:
    patterns = images(1, 2)
    alone = found(patterns, [[2, 1]], [0])
    assert alone.by_chance is None
    assert alone.threshold == ALIKE_ALONE
    assert alone.words() == ["once: not a feature"]
    assert np.isnan(found(patterns[:, :1], [[2]], [0]).alike).all()


def test_bytes_come_back_and_one_map_is_a_part() -> None:
    told = oips(maps=5, starts=3)
    again = Oips.from_bytes(told.to_bytes())
    for name, array in vars(told).items():
        if isinstance(array, np.ndarray):
            np.testing.assert_array_equal(getattr(again, name), array)
    one = Oips.from_bytes(told.only(3).to_bytes())
    np.testing.assert_array_equal(one.patterns[0], told.patterns[3])
    assert one.words() == told.words()[3:4]


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("patterns", np.zeros((5, 3, 28, 27), np.uint8)),
        ("activations", np.full((5, 3), np.nan, np.float32)),
        ("activations", np.zeros((0, 3), np.float32)),
        ("likeness", np.zeros((5, 3, 2), np.float32)),
        ("null", np.zeros(3)),
    ],
)
def test_damaged_bytes_are_told(name: str, array: np.ndarray) -> None:
    arrays = dict(npz.read(oips(maps=5, starts=3).to_bytes(), 10**7))
    with pytest.raises(NpzError):
        Oips.from_bytes(npz.pack(arrays | {name: array}))


def test_other_bytes_are_told() -> None:
    with pytest.raises(NpzError):
        Oips.from_bytes(b"no npz")
    with pytest.raises(NpzError, match=r"of 4 maps\. Received: 5"):
        Oips.from_bytes(oips(maps=5).to_bytes(), maps=4)

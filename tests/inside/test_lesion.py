"""Answers with maps off and smallest sets, as they are kept in the store."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnn_core import npz
from cnn_core.inside.lesion import LesionAnswers, Path, Share, SmallestSet, keeps
from cnn_core.npz import NpzError
from cnn_core.scores import wilson

LABELS = np.array([0, 0, 1, 3, 3, 3], np.uint8)
ANSWERS = LesionAnswers(
    labels=LABELS,
    intact=np.array([0, 0, 1, 3, 3, 5], np.uint8),
    lesioned=np.array([0, 2, 1, 5, 3, 3], np.uint8),
)
PATH = Path(
    order=np.array([2, 0, 3, 1], np.int32),
    off=np.array([0, 1, 3, 4], np.int64),
    right=np.array([200, 199, 198, 40], np.int64),
    images=210,
)
SMALLEST = SmallestSet(PATH, ANSWERS)


def test_accuracy_is_counted_per_class() -> None:
    assert ANSWERS.overall.intact == Share(5, 6)
    assert ANSWERS.overall.lesioned == Share(4, 6)
    zero, one, two, three, *others = ANSWERS.classes
    assert zero is not None
    assert (zero.intact, zero.lesioned) == (Share(2, 2), Share(1, 2))
    assert one is not None
    assert one.lesioned == Share(1, 1)
    assert three is not None
    assert (three.intact, three.lesioned) == (Share(2, 3), Share(2, 3))
    assert (two, others) == (None, [None] * 6)


def test_a_share_has_wilsons_interval() -> None:
    share = Share(30, 40)
    assert share.value == 0.75
    assert (share.interval.low, share.interval.high) == wilson(30, 40)


def test_the_smallest_set_is_the_last_that_keeps_the_share() -> None:
    assert (PATH.dropped, PATH.kept) == ((0, 2, 3), (1,))
    assert PATH.compared.lesioned == Share(198, 210)
    early = replace(PATH, right=np.array([200, 199, 197, 40], np.int64))
    assert (early.dropped, early.kept) == ((2,), (0, 1, 3))


def test_a_later_set_counts_though_an_earlier_one_kept_less() -> None:
    dip = replace(PATH, right=np.array([200, 190, 199, 40], np.int64))
    assert dip.kept == (1,)


@pytest.mark.parametrize(
    ("right", "intact", "enough"), [(99, 100, True), (98, 100, False), (0, 0, True)]
)
def test_what_keeps_the_accuracy(right: int, intact: int, enough: bool) -> None:
    assert keeps(right, intact) is enough


def test_both_come_back_from_bytes() -> None:
    answers = LesionAnswers.from_bytes(ANSWERS.to_bytes())
    assert answers.overall == ANSWERS.overall
    found = SmallestSet.from_bytes(SMALLEST.to_bytes(), 4)
    assert found.path.kept == PATH.kept
    assert found.path.compared == PATH.compared
    assert found.test.overall == ANSWERS.overall


@pytest.mark.parametrize(
    "damage",
    [
        {"order": np.array([2, 0, 3, 3], np.int32)},
        {"order": np.array([2, 0, 3], np.int32)},
        {"off": np.array([0, 3, 1, 4], np.int64)},
        {"off": np.array([1, 2, 3, 4], np.int64)},
        {"off": np.array([0, 1, 2, 3], np.int64)},
        {"off": np.array([], np.int64)},
        {"right": np.array([200, 199, 198], np.int64)},
        {"right": np.array([200, -1, 198, 40], np.int64)},
        {"right": np.array([200, 199, 211, 40], np.int64)},
        {"images": np.array([], np.int64)},
        {"labels": LABELS[:3]},
        {"labels": LABELS + 7},
        {"lesioned": LABELS.astype(np.int64)},
        {"labels": LABELS[:0], "intact": LABELS[:0], "lesioned": LABELS[:0]},
    ],
)
def test_what_is_damaged_is_refused(damage: dict[str, np.ndarray]) -> None:
    arrays = npz.read(SMALLEST.to_bytes(), 10_000)
    with pytest.raises(NpzError):
        SmallestSet.from_bytes(npz.pack({**arrays, **damage}), 4)


def test_a_set_of_another_layer_is_refused() -> None:
    with pytest.raises(NpzError, match="each of 5 maps"):
        SmallestSet.from_bytes(SMALLEST.to_bytes(), 5)

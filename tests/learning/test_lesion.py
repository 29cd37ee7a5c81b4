"""A worker's answers with maps off, and the smallest set, against Keras with masks and numpy."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from types import SimpleNamespace

import numpy as np
import pytest

from cnn_core.datasets import CLASS_NAMES, Images, sample
from cnn_core.inside import lesion_work
from cnn_core.inside.lesion import KEPT_SHARE, LesionAnswers, SmallestSet
from cnn_core.layer_outputs import map_shapes
from cnn_core.layers import Conv2D, Flatten, Layer, MaxPooling2D, Output
from cnn_core.learning import elimination
from cnn_core.learning.elimination import Elimination
from cnn_core.learning.lesion import lesion
from cnn_core.learning.opened import Opened
from cnn_core.learning.smallest import smallest
from cnn_core.payload import pack
from cnn_core.questions import Lesion, Smallest
from tests.learning.lesion_nets import NETS, Masked, payload
from tests.learning.signed_network import signed_tensors
from tests.payloads import UNIT

IMAGES = 60


@pytest.fixture(scope="module")
def images() -> Images:
    return sample("mnist", IMAGES)


class Oracle:
    """Right answers by Keras with masks."""

    def __init__(self, opened: Opened, images: Images, position: int = 0) -> None:
        self._masked = Masked(opened, position, images.pixels)
        self._labels = images.labels

    def right(self, off: Sequence[int]) -> int:
        return int((self._masked.answers(off) == self._labels).sum())


def labelled_by(opened: Opened, images: Images) -> Images:
    """The images with most labels as the network has them, so that there is much to lose."""
    answers = Masked(opened, len(opened.layers) - 2, images.pixels).answers([])
    labels = np.where(np.arange(len(images)) % 10 == 0, images.labels, answers)
    return Images(images.pixels, labels.astype(np.uint8))


def context(opened: Opened, validation: Images, test: Images) -> SimpleNamespace:
    return SimpleNamespace(opened=opened, validation=lambda: validation, test=lambda: test)


@pytest.mark.parametrize(
    ("name", "position", "off"),
    [("pooling between", 0, (1, 4)), ("batch normalisation", 0, (0,)), ("one map", 0, (0,))],
)
def test_answers_to_the_test_images(
    images: Images, name: str, position: int, off: tuple[int, ...]
) -> None:
    opened, shares = Opened(payload(name)), []
    asked = Lesion(layer=position, off=off)
    data = lesion(context(opened, images, images), asked, shares.append)
    found = LesionAnswers.from_bytes(data)
    assert np.array_equal(found.labels, images.labels)
    keras = Masked(opened, position, images.pixels)
    assert np.array_equal(found.intact, keras.answers([]))
    assert np.array_equal(found.lesioned, keras.answers(off))
    assert shares[-1] == 1


@pytest.mark.parametrize("asked", [Lesion(layer=1, off=(0,)), Lesion(layer=0, off=(5,))])
def test_what_the_network_does_not_have_is_refused(images: Images, asked: Lesion) -> None:
    opened = Opened(payload("one map"))
    with pytest.raises(ValueError, match="expected"):
        lesion(context(opened, images, images), asked, lambda share: None)


def test_a_network_whose_answers_are_no_numbers_is_told(images: Images) -> None:
    layers = NETS["one map"]
    tensors = signed_tensors(layers, np.nan)
    opened = Opened(pack(layers, tensors, UNIT, CLASS_NAMES["mnist"]))
    with pytest.raises(ValueError, match="no numbers"):
        lesion(context(opened, images, images), Lesion(layer=0, off=(0,)), lambda share: None)


@pytest.mark.parametrize(
    ("name", "position"),
    [
        ("conv before conv", 0),
        ("batch normalisation", 0),
        ("batch normalisation", 6),
        ("strided points", 0),
        ("maps of one node", 1),
        ("no convolution", 1),
    ],
)
def test_each_step_drops_the_map_that_costs_least(images: Images, name: str, position: int) -> None:
    opened = Opened(payload(name))
    images = labelled_by(opened, images)
    search = Elimination(opened, position, images)
    shares = list(search.rounds())
    path, off = search.path, list[int]()
    oracle = Oracle(opened, images, position)
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert path.off.tolist() == list(range(map_shapes(NETS[name])[position][-1] + 1))
    for step, gone in enumerate(path.order.tolist()):
        others = [each for each in path.order.tolist() if each not in off]
        rights = {each: oracle.right([*off, each]) for each in others}
        off.append(gone)
        assert rights[gone] == max(rights.values()) == path.right[step + 1]


def small_network() -> Opened:
    layers: tuple[Layer, ...] = (
        Conv2D(filters=6, strides=(3, 3)),
        MaxPooling2D(),
        Flatten(),
        Output(),
    )
    return Opened(pack(layers, signed_tensors(layers, 2), UNIT, CLASS_NAMES["mnist"]))


def test_the_smallest_set_keeps_the_share_and_can_spare_no_map(
    images: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lesion_work, "FEWEST_IMAGES", 50)
    monkeypatch.setattr(lesion_work, "WORK", 1)
    opened = small_network()
    validation = labelled_by(opened, images)
    chosen_on = validation.take(np.arange(50))
    test = Images(images.pixels[::2], images.labels[::2])
    data = smallest(context(opened, validation, test), Smallest(layer=0), lambda share: None)
    found = SmallestSet.from_bytes(data, 6)
    oracle, dropped = Oracle(opened, chosen_on), list(found.path.dropped)
    least = KEPT_SHARE * oracle.right([])
    assert found.path.images == len(chosen_on)
    assert oracle.right(dropped) == found.path.compared.lesioned.right >= least
    assert all(oracle.right([*dropped, each]) < least for each in found.path.kept)
    assert len(found.path.kept) >= fewest_by_trying_all(oracle, least)
    lesioned = Masked(opened, 0, test.pixels).answers(dropped)
    assert np.array_equal(found.test.lesioned, lesioned)


def fewest_by_trying_all(oracle: Oracle, least: float) -> int:
    """The smallest number of six maps that keeps so many right answers."""
    return min(
        6 - count
        for count in range(7)
        for off in combinations(range(6), count)
        if oracle.right(off) >= least
    )


def test_several_go_at_once_only_while_they_keep_the_share(
    images: Images, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = small_network()
    images = labelled_by(opened, images)
    monkeypatch.setattr(elimination, "gone_at_once", lambda left: min(left, 3))
    monkeypatch.setattr(elimination, "BATCH", 7)
    monkeypatch.setattr(elimination, "VALUES_AT_ONCE", 100)
    search = Elimination(opened, 0, images)
    assert list(search.rounds())[-1] == 1
    path, oracle = search.path, Oracle(opened, images)
    assert [oracle.right(path.order[:off]) for off in path.off] == path.right.tolist()
    least, dropped = KEPT_SHARE * path.right[0], list(path.dropped)
    assert all(oracle.right([*dropped, each]) < least for each in path.kept)

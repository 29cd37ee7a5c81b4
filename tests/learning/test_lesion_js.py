"""What the browser answers with maps switched off, against Keras with a mask."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from cnn_core.datasets import Images, sample
from cnn_core.layer_outputs import hidden, map_shapes
from cnn_core.learning.opened import Opened
from tests.learning.lesion_nets import NETS, Masked, payload
from tests.lesion_js import Lesions, lesions

CASES = [(name, position) for name in NETS for position in hidden(NETS[name])]


@pytest.fixture(scope="module")
def browser() -> Iterator[Lesions]:
    with lesions() as engine:
        yield engine


@pytest.fixture(scope="module")
def images() -> Images:
    return sample("mnist", 40)


def sets_of(maps: int) -> list[list[int]]:
    """None, one, two, most and all of the maps."""
    every = list(range(maps))
    return [[], every[-1:], every[:2], every[1:], every]


@pytest.mark.parametrize(("name", "position"), CASES)
def test_answers_are_those_of_keras(
    browser: Lesions, images: Images, name: str, position: int
) -> None:
    data = payload(name)
    keras = Masked(Opened(data), position, images.pixels)
    browser.load(data, images, position)
    for off in sets_of(map_shapes(NETS[name])[position][-1]):
        expected = keras.outputs(off)
        found = browser.answers(off)
        chosen = expected[np.arange(len(found)), found]
        assert (chosen >= expected.max(axis=1) - 1e-6).all()  # equal ones may change places
        assert (found == expected.argmax(axis=1)).mean() > 0.9


@pytest.mark.parametrize("name", ["batch normalisation", "no convolution"])
def test_each_map_is_weighed_by_itself(browser: Lesions, images: Images, name: str) -> None:
    data, position = payload(name), 1
    keras = Masked(Opened(data), position, images.pixels)
    maps = map_shapes(NETS[name])[position][-1]
    browser.load(data, images, position)
    assert browser.ask("toTheEnd(measure.weigh())") == maps * len(images)
    outputs = [keras.outputs([one]) for one in range(maps)]
    rows = np.arange(len(images))
    right = [(each.argmax(axis=1) == images.labels).sum() for each in outputs]
    trust = [each[rows, images.labels].sum() for each in outputs]
    intact = keras.answers([])
    lost = ((intact == images.labels).sum() - np.array(right)) / len(images)
    assert browser.ask("[...Array(measure.maps).keys()].map((map) => measure.lost(map))") == (
        pytest.approx(lost)
    )
    order = browser.ask("measure.order()")
    assert sorted(order) == list(range(maps))
    keys = [(right[one], round(float(trust[one]), 4)) for one in order]
    assert keys == sorted(keys, reverse=True)


def test_with_little_memory_the_answers_are_the_same(images: Images) -> None:
    with lesions("const MOST_KEPT = 16e6", "const MOST_KEPT = 9000") as small:
        data = payload("pooling between")
        small.load(data, images, 0)
        expected = Masked(Opened(data), 0, images.pixels).answers([2])
        for off in ([2], [], [2]):
            found = small.answers(off)
        assert (found == expected).all()

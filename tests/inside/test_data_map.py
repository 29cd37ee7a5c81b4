"""Maps of test images as bytes."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from cnn_core import npz
from cnn_core.inside.data_map import MAX_BYTES, DataMap, NpzError, mapped_layer
from cnn_core.layers import Conv2D, Dense, Dropout, Flatten, Output

COUNT = 5
LAYERS = (Conv2D(), Flatten(), Dense(units=9), Dense(units=7), Dropout(), Output())
SOUND = DataMap(
    pca=np.arange(10, dtype=np.float32).reshape(COUNT, 2),
    explained=np.array([0.5, 0.25]),
    tsne=-np.arange(10, dtype=np.float32).reshape(COUNT, 2),
    labels=np.array([0, 1, 2, 3, 9], np.uint8),
    answers=np.array([0, 1, 7, 3, 4], np.uint8),
    indices=np.array([4, 3, 2, 1, 0], np.int32),
    layer=np.array([3, 7], np.int32),
)


def changed(**arrays: np.ndarray) -> bytes:
    """The bytes of SOUND with some arrays replaced."""
    return npz.pack({**npz.read(SOUND.to_bytes(), MAX_BYTES), **arrays})


def test_bytes_and_back() -> None:
    read = DataMap.from_bytes(SOUND.to_bytes(), LAYERS)
    for each in fields(DataMap):
        np.testing.assert_array_equal(getattr(read, each.name), getattr(SOUND, each.name))
    assert len(read) == COUNT
    assert read.misread.tolist() == [False, False, True, False, True]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no npz",
        SOUND.to_bytes()[:-30],
        changed(pca=np.zeros((COUNT, 3), np.float32)),
        changed(tsne=np.zeros((COUNT - 1, 2), np.float32)),
        changed(tsne=np.full((COUNT, 2), np.nan, np.float32)),
        changed(labels=np.full(COUNT, 10, np.uint8)),
        changed(labels=np.zeros(0, np.uint8)),
        changed(answers=np.full(COUNT, 255, np.uint8)),
        changed(answers=np.zeros(COUNT + 1, np.uint8)),
        changed(indices=np.full(COUNT, -1, np.int32)),
        changed(explained=np.array([0.5, np.nan])),
        changed(explained=np.zeros(3)),
        changed(layer=np.zeros(1, np.int32)),
        changed(layer=np.array([2, 9], np.int32)),
        changed(layer=np.array([100, 7], np.int32)),
        changed(more=np.zeros(MAX_BYTES)),
    ],
)
def test_damaged_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(NpzError):
        DataMap.from_bytes(data, LAYERS)


def test_the_layer_that_is_mapped() -> None:
    assert mapped_layer(LAYERS) == 3
    assert mapped_layer((Conv2D(), Flatten(), Output())) == 1
    assert mapped_layer((Flatten(), Output())) == 0

"""Training patches: bytes, and what is cut out of an image."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core import npz
from cnn_core.inside.patches import Patches
from cnn_core.npz import NpzError
from tests.found_oips import patches


def test_bytes_come_back() -> None:
    told = patches(maps=3)
    again = Patches.from_bytes(told.to_bytes(), maps=3)
    for name, array in vars(told).items():
        np.testing.assert_array_equal(getattr(again, name), array)


def test_a_patch_is_the_box_of_its_image() -> None:
    told = patches(maps=2)
    np.testing.assert_array_equal(told.patch(1, 4), told.images[1, 4, 2:8, 1:9])


def test_a_map_that_answers_all_images_alike_is_known() -> None:
    assert patches(maps=3, dead=(1,)).answered.tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("images", np.zeros((3, 9, 28, 20), np.uint8)),
        ("boxes", np.broadcast_to(np.array([5, 0, 5, 9], np.uint8), (3, 9, 4))),
        ("boxes", np.broadcast_to(np.array([0, 0, 5, 29], np.uint8), (3, 9, 4))),
        ("labels", np.full((3, 9), 10, np.uint8)),
        ("best_means", np.full(3, np.inf, np.float32)),
        ("positions", np.zeros((3, 8), np.int32)),
        ("activations", np.zeros((2, 9), np.float32)),
    ],
)
def test_damaged_bytes_are_told(name: str, array: np.ndarray) -> None:
    arrays = dict(npz.read(patches(maps=3).to_bytes(), 10**7))
    with pytest.raises(NpzError):
        Patches.from_bytes(npz.pack(arrays | {name: array}), maps=3)

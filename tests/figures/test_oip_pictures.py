"""Patterns and patches as pictures."""

from __future__ import annotations

import numpy as np

from cnn_core.datasets import CLASS_NAMES
from cnn_core.figures.oip_pictures import best_pictures, patch_pictures, start_pictures
from cnn_core.inside.oip_text import Names, value
from cnn_core.presets import ARTICLE
from tests.found_oips import oips, patches

CLASSES = CLASS_NAMES["mnist"]
NAMES = Names(ARTICLE.architecture.layers, 4, CLASSES)


def test_the_best_of_each_map_with_what_is_known_of_it() -> None:
    found = oips(maps=5, dead=(3,))
    shown = best_pictures(found, NAMES, most=4)
    assert [each.title for each in shown] == ["Map 1", "Map 2", "Map 3", "Map 4"]
    np.testing.assert_array_equal(shown[1].pixels, found.patterns[1, 0])
    best = value(float(found.activations[0, 0]))
    assert shown[0].lines == (f"mean {best}", "alike 1.00", "4 of 4 starts")
    assert shown[1].lines[-1] == found.words()[1]
    assert shown[3].lines == ("mean 0.00", "cannot be excited")
    assert [each.faint for each in shown] == [False, False, False, True]


def test_one_start_has_nothing_to_be_alike() -> None:
    assert len(best_pictures(oips(maps=2, starts=1), NAMES, most=2)[0].lines) == 2


def test_all_starts_of_a_map_beside_the_best() -> None:
    found = oips(maps=3)
    shown = start_pictures(found, 0, NAMES)
    assert [each.title for each in shown] == ["Start 1", "Start 2", "Start 3", "Start 4"]
    assert [each.lines[1] for each in shown] == ["the best", *["like the best 1.00"] * 3]


def test_patches_with_label_and_activation() -> None:
    found = patches(maps=2)
    shown = patch_pictures(found, 1, CLASSES)
    assert len(shown) == 9
    assert shown[2].pixels.shape == (6, 8)
    assert shown[2].title == CLASSES[found.labels[1, 2]]
    assert shown[2].lines == ("7.00",)

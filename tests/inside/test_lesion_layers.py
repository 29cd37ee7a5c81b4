"""Which maps can be switched off, what becomes of them, and on how many images sets are chosen."""

from __future__ import annotations

import pytest

from cnn_core.inside.lesion_layers import (
    becomes_text,
    checked_maps,
    first_choice,
    last_for_itself,
)
from cnn_core.inside.lesion_work import (
    FEWEST_IMAGES,
    gone_at_once,
    images_to_choose_on,
    judged_sets,
)
from cnn_core.layers import ActivationLayer, BatchNormalization, Conv2D, Dense, Flatten, Output
from cnn_core.presets import ARTICLE, MLP, SMALL

LAYERS = ARTICLE.architecture.layers
SIGMOID = (Conv2D(activation="linear"), ActivationLayer(activation="sigmoid"), Flatten(), Output())
LINEAR = (Flatten(), Output())


def test_the_articles_network() -> None:
    assert first_choice(LAYERS) == 4
    assert [last_for_itself(LAYERS, at) for at in (0, 2, 4, 6)] == [1, 3, 5, 6]
    assert checked_maps(LAYERS, 4, [0, 63]) == 64


def test_networks_without_maps() -> None:
    assert first_choice(MLP.architecture.layers) == 1
    assert first_choice(LINEAR) is None


@pytest.mark.parametrize("position", [5, 7, 8, -1])
def test_layers_without_maps_of_their_own_are_refused(position: int) -> None:
    with pytest.raises(ValueError, match="layer: expected one of"):
        checked_maps(LAYERS, position)


@pytest.mark.parametrize("off", [[64], [-1, 3]])
def test_maps_that_there_are_not_are_refused(off: list[int]) -> None:
    with pytest.raises(ValueError, match="off: expected maps from 0 to 63"):
        checked_maps(LAYERS, 4, off)


def test_what_a_map_that_is_off_becomes_is_said() -> None:
    assert "compute as ever" in becomes_text(LAYERS, 0)
    assert "batch normalisation behind it makes a constant" in becomes_text(
        SMALL.architecture.layers, 0
    )
    assert "activation behind it makes a constant" in becomes_text(SIGMOID, 0)
    assert "compute as ever" in becomes_text((Conv2D(), BatchNormalization(), *SIGMOID[2:]), 1)
    assert becomes_text(MLP.architecture.layers, 1).startswith("A unit that is off is set to 0 in")


def test_the_search_is_made_on_as_many_images_as_its_time_allows() -> None:
    assert [gone_at_once(left) for left in (1, 127, 128, 1000)] == [1, 1, 2, 15]
    assert judged_sets(64) == 64 * 65 // 2
    assert judged_sets(1000) < 1000**2 / 10
    first, last = (images_to_choose_on(LAYERS, at) for at in (0, 4))
    assert FEWEST_IMAGES < first < 2000
    assert last > 5000
    wide = (Flatten(), Dense(units=5000), Dense(units=5000), Output())
    assert images_to_choose_on(wide, 1) == FEWEST_IMAGES

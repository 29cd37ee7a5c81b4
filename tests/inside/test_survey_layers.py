"""Which layers are surveyed, and how much of them."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core.inside import survey_layers
from cnn_core.inside.survey_layers import (
    ablated_images,
    averaged,
    dead_units,
    judged,
    left_out,
    source,
)
from cnn_core.layers import (
    ActivationLayer,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Output,
)
from cnn_core.presets import ARTICLE

NET = ARTICLE.architecture.layers
"""Three convolutions with a pooling after the first two, flatten, a hidden layer, output."""
UNITS = (Flatten(), Dense(units=7), Dropout(), Output())
LARGE = (Conv2D(filters=800, padding="same"), Conv2D(filters=2), Flatten(), Output())


def test_layers_of_the_article() -> None:
    assert judged(NET) == (0, 2, 4, 6)
    assert averaged(NET) == (0, 1, 2, 3, 4, 6)
    assert left_out(NET) == ()
    assert source(NET) == 4


def test_without_maps_the_last_hidden_units_are_the_source() -> None:
    assert source(UNITS) == 1
    assert source((Flatten(), Output())) is None
    assert source((Dropout(), Flatten(), Output())) is None


def test_a_dropout_behind_the_last_maps_is_passed_over() -> None:
    layers = (Conv2D(), BatchNormalization(), ActivationLayer(), Dropout(), Flatten(), Output())
    assert source(layers) == 2
    assert judged(layers) == (0, 2)


def test_mean_maps_that_are_too_large_are_left_out() -> None:
    assert averaged(LARGE) == (1,)
    assert left_out(LARGE) == (0,)


def test_fewer_images_are_ablated_the_more_work_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ablated_images(NET, 6000) == 6000
    work = 64 * (576 * 70 + 70 * 10 + 576)
    monkeypatch.setattr(survey_layers, "ABLATION_WORK", 1000 * work)
    assert ablated_images(NET, 6000) == 1000
    monkeypatch.setattr(survey_layers, "ABLATION_WORK", work)
    assert ablated_images(NET, 6000) == survey_layers.FEWEST_ABLATED
    assert ablated_images(NET, 60) == 60
    assert ablated_images((Flatten(), Output()), 6000) == 0


def ends(*pairs: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Lowest and highest outputs of units, one pair each."""
    low, high = np.array(pairs, np.float32).T
    return low.reshape(1, 1, -1), high.reshape(1, 1, -1)


def test_a_relu_unit_is_dead_where_it_is_never_active() -> None:
    assert dead_units(Dense(), *ends((0, 0), (0, 1e-9), (2, 2))) == (0,)


def test_another_unit_is_dead_where_it_is_always_the_same() -> None:
    layer = Dense(activation="sigmoid")
    assert dead_units(layer, *ends((0.5, 0.5), (0.5, 0.51), (0, 1), (1, 1))) == (0, 3)


def test_a_map_is_dead_where_all_its_places_are() -> None:
    low = np.zeros((2, 2, 3), np.float32)
    high = low.copy()
    high[1, 0, 1] = 0.1
    assert dead_units(Conv2D(), low, high) == (0, 2)
    edges = np.array([[0.2, 0.3]], np.float32)[..., np.newaxis]
    assert dead_units(Conv2D(activation="elu"), edges, edges) == (0,)

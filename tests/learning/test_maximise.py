"""The patterns that maps answer most, on small networks of all kinds."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core.inside.oips import Oips
from cnn_core.layers import (
    ActivationLayer,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    Output,
)
from cnn_core.learning import maximise
from cnn_core.learning.answers import Answers
from cnn_core.learning.maximise import images_at_once, search
from cnn_core.questions import Maximise
from tests.learning.opened_nets import opened

CONVOLUTION = Conv2D(filters=3, strides=(3, 3))
PLAIN = (CONVOLUTION, MaxPooling2D(), Flatten(), Output())
NORMALISED = (
    Conv2D(filters=2, strides=(4, 4), activation="linear"),
    BatchNormalization(),
    ActivationLayer(),
    Dropout(),
    GlobalAveragePooling2D(),
    Dense(units=3, activation="tanh"),
    Output(activation="sigmoid"),
)
TO_ONE_NODE = (Conv2D(filters=2, kernel_size=(28, 28)), Flatten(), Output())
ONE_MAP = (Conv2D(filters=1, kernel_size=(1, 1), strides=(2, 2)), Flatten(), Output())
FLAT = (Flatten(), Dropout(), Dense(units=5), Output())


def quick(net, layer: int, seed: int = 0, starts: int = 2, steps: int = 11) -> Oips:
    return search(net, Maximise(layer=layer, starts=starts, steps=steps, seed=seed), lambda _: None)


def kernels(*weights: float) -> np.ndarray:
    """A 1×1 kernel for each."""
    return np.array(weights).reshape(1, 1, 1, -1)


LIVING = {ONE_MAP: {0: (kernels(1), [0])}}


@pytest.mark.parametrize(
    ("layers", "positions"),
    [
        (NORMALISED, {5: 3}),
        (TO_ONE_NODE, {0: 2}),
        (ONE_MAP, {0: 1}),
        (FLAT, {2: 5}),
    ],
    ids=["normalised", "1×1 maps", "one map", "no convolutions"],
)
def test_every_layer_with_outputs_can_be_asked(layers, positions) -> None:
    """The stored activation is that of the stored pattern, in inference mode."""
    net = opened(layers, LIVING.get(layers))
    for position, maps in positions.items():
        found = quick(net, position)
        assert found.patterns.shape == (maps, 2, 28, 28)
        assert found.excited.all()
        answers = Answers(net, position)
        pixels = found.patterns.reshape(-1, 28, 28, 1).astype(np.float32)
        means = answers.means(pixels).numpy().reshape(maps, 2, maps)
        own = means[range(maps), :, range(maps)]
        np.testing.assert_allclose(found.activations, own, rtol=1e-4, atol=1e-6)
        assert (found.activations[:, 0] > found.lowest).all()


def test_a_global_average_is_asked_as_its_maps_and_a_seed_gives_the_same_bytes() -> None:
    layers = CONVOLUTION, Dropout(), GlobalAveragePooling2D(), Output()
    assert quick(opened(layers), 2).to_bytes() == quick(opened(layers), 0).to_bytes()


def test_classes_are_asked_by_their_logits() -> None:
    weights = np.zeros((784, 10)), np.arange(10) - 5.0
    layers = Flatten(), Output(activation="sigmoid")
    found = quick(opened(layers, {1: weights}), 1)
    np.testing.assert_array_equal(found.activations[:, 0], weights[1])
    assert not found.excited.any()


def test_batches_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    net = opened(PLAIN)
    told: list[float] = []
    whole = search(net, Maximise(layer=0, starts=2, steps=11), told.append)
    assert told[-1] == pytest.approx(1)
    assert np.all(np.diff([0, *told]) > 0)
    monkeypatch.setattr(maximise, "images_at_once", lambda *_: 4)
    parts = search(net, Maximise(layer=0, starts=2, steps=11), told.append)
    assert told[-1] == pytest.approx(1)
    np.testing.assert_allclose(parts.activations, whole.activations, rtol=0.01)


def test_as_many_images_as_fit_into_memory() -> None:
    net = opened(PLAIN)
    numbers = 28 * 28 + 9 * 9 * 3 + 4 * 4 * 3
    assert images_at_once(net, 1) == 500_000_000 // (3 * 4 * numbers)


def test_pixels_that_no_node_sees_stay_black() -> None:
    layers = Conv2D(filters=2, kernel_size=(2, 2), strides=(13, 13)), Flatten(), Output()
    seen = np.zeros((28, 28), bool)
    for row in (0, 13, 26):
        for column in (0, 13, 26):
            seen[row : row + 2, column : column + 2] = True
    found = quick(opened(layers), 0)
    assert not found.patterns[..., ~seen].any()
    assert found.patterns[..., seen].any()


def test_dead_maps_are_told_from_silent_ones() -> None:
    """In this order: never above 0; always the same; only for nearly white; plain."""
    weights = kernels(-1, 0, 10, 1), [-0.1, 0.5, -9.99, 0.1]
    net = opened((Conv2D(filters=4, kernel_size=(1, 1)), Flatten(), Output()), {0: weights})
    found = quick(net, 0, steps=25)
    assert found.excited.tolist() == [False, False, True, True]
    assert found.activations[2:, 0] == pytest.approx([0.01, 1.1], rel=0.01)
    assert found.words()[0] == "cannot be excited"
    assert len(found.null) == 2 * 4  # of the two living ones


def test_layers_without_maps_or_units_are_refused() -> None:
    net = opened(FLAT)
    with pytest.raises(ValueError, match="Received: 2 Dropout"):
        quick(net, 1)
    with pytest.raises(ValueError, match="Received: 9"):
        quick(net, 8)


def test_a_network_without_numbers_is_told() -> None:
    layers = Conv2D(filters=1, activation="linear"), Flatten(), Output()
    net = opened(layers, {0: (np.full((3, 3, 1, 1), np.nan), [0])})
    with pytest.raises(ValueError, match="no numbers"):
        quick(net, 0)

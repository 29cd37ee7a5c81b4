"""Two networks matched on real images: copies in another order, dead maps, what chance gives."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core.agreement.result import MOST_UNITS, Agreement
from cnn_core.layers import (
    ActivationLayer,
    Architecture,
    BatchNormalization,
    ClusterDistances,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    Output,
)
from cnn_core.learning import match, studies, weights
from cnn_core.learning.match import UNTRAINED, UNTRAINED_SEEDS, _Matches
from cnn_core.learning.opened import Opened
from cnn_core.payload import digest, pack, unpack
from cnn_core.questions import Match
from cnn_core.records import LATEST, StoreError
from tests.learning.keras_outputs import outputs, random_model
from tests.learning.tiny import TINY
from tests.permuted import permuted

IMAGES = 40
ARCHITECTURES = {
    "maps": (
        Conv2D(filters=6, strides=(2, 2)), MaxPooling2D(), Conv2D(filters=5, activation="tanh"),
        Flatten(), Dense(units=7), Output(),
    ),
    "normalised": (
        Conv2D(filters=4, strides=(3, 3), activation="linear"), BatchNormalization(),
        ActivationLayer(), Dropout(), Conv2D(filters=5, kernel_size=(1, 1)), BatchNormalization(),
        GlobalAveragePooling2D(), Dense(units=4, activation="elu"), Dropout(), Output(),
    ),
    "1x1 maps": (
        Conv2D(filters=5, kernel_size=(28, 28), activation="linear"), Flatten(),
        Dense(units=3, activation="sigmoid"), Output(),
    ),
    "one map": (Conv2D(filters=1, strides=(4, 4)), Flatten(), Dense(units=4), Output()),
    "units": (Flatten(), Dense(units=8), Dropout(), Dense(units=5, activation="tanh"), Output()),
    "distances": (ClusterDistances(clusters=6), BatchNormalization(), Dense(units=4), Output()),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _two_untrained_networks(monkeypatch) -> None:
    monkeypatch.setattr(match, "UNTRAINED_SEEDS", UNTRAINED_SEEDS[:2])


def spec_of(layers):
    return TINY.model_copy(update={"architecture": Architecture(layers=layers)})


def payload_of(layers, split, seed: int = 1) -> bytes:
    spec = spec_of(layers)
    model = random_model(spec.architecture, np.random.default_rng(seed))
    return weights.payload(model, spec, split.normalization)


def add(store, layers, payload: bytes) -> int:
    """A run whose network it is, still training."""
    run = store.submit(spec_of(layers), "run")
    store.flush(store.claim(99, only=run), artifacts={"payload": payload})
    return run


def matched(store, split, layers, first: bytes, second: bytes) -> Agreement:
    context = studies.Context(store, add(store, layers, first), LATEST)
    context.__dict__["split"] = split
    told = []
    question = Match(other=add(store, layers, second), images=IMAGES)
    data = match.match(context, question, told.append)
    assert told == sorted(told)
    assert told[-1] == 1
    return Agreement.from_bytes(data, layers)


def living(layer):
    return np.isfinite(layer.found.values)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_a_copy_in_another_order_is_seen_through(name, store, split):
    layers = ARCHITECTURES[name]
    original = payload_of(layers, split)
    copy, orders = permuted(original, seed=5)
    agreement = matched(store, split, layers, original, copy)
    assert (agreement.other_network, agreement.images) == (digest(copy), IMAGES)
    assert [layer.found.position for layer in agreement.layers] == list(orders)
    for layer, order in zip(agreement.layers, orders.values(), strict=True):
        np.testing.assert_array_equal(layer.found.order, order)
        np.testing.assert_array_equal(layer.found.kernel_order, order)
        assert layer.found.score == pytest.approx(1, abs=1e-5)
        assert layer.found.kernel_score == pytest.approx(1, abs=1e-5)
        assert layer.found.cka == pytest.approx(1, abs=1e-5)
        assert layer.reappear == layer.found.pairs == layer.found.agreed == living(layer).sum()


def test_a_network_is_itself_in_its_own_order(store, split):
    layers = ARCHITECTURES["maps"]
    network = payload_of(layers, split)
    for layer in matched(store, split, layers, network, network).layers:
        np.testing.assert_array_equal(layer.found.order, np.arange(layer.found.units))
        assert layer.found.score == pytest.approx(1, abs=1e-6)
        assert layer.found.in_place == layer.reappear == layer.found.pairs


def test_a_dead_map_is_not_matched(store, split):
    layers = ARCHITECTURES["maps"]
    network = unpack(payload_of(layers, split))
    tensors = [list(group) for group in network.tensors]
    for unit in (2, 4):
        tensors[0][0][..., unit], tensors[0][1][unit] = 0, -1
    dead = pack(layers, tensors, network.normalization, network.header.classes)
    first, *others = matched(store, split, layers, dead, permuted(dead)[0]).layers
    np.testing.assert_array_equal(np.flatnonzero(~living(first)), [2, 4])
    assert (first.found.pairs, first.reappear) == (4, 4)
    assert first.found.score == pytest.approx(1, abs=1e-6)
    assert all(layer.found.score == pytest.approx(1, abs=1e-6) for layer in others)


def test_correlations_are_numpys_over_images_and_positions(store, split):
    layers = ARCHITECTURES["normalised"]
    payloads = [payload_of(layers, split, seed) for seed in (1, 2)]
    found = matched(store, split, layers, *payloads)
    inputs = split.normalization.apply(split.validation.pixels[:IMAGES])
    models = [random_model(Architecture(layers=layers), np.random.default_rng(s)) for s in (1, 2)]
    answers = [outputs(model, inputs) for model in models]
    for layer in found.layers:
        first, second = (each[layer.found.position] for each in answers)
        units = layer.found.units
        columns = [each.reshape(-1, units).T.astype(float) for each in (first, second)]
        with np.errstate(invalid="ignore"):  # a dead unit
            oracle = np.corrcoef(*columns)[:units, units:]
        np.testing.assert_allclose(layer.found.correlations, oracle, atol=1e-4)


def test_shuffled_images_are_other_images(split):
    """Where the answers hang on the image alone, their match is lost but for chance."""
    layers = (Flatten(), Dense(units=1, activation="linear"), Output())
    opened = Opened(payload_of(layers, split))
    matches = _Matches([opened, opened, opened, opened])
    assert list(matches.look_at(split.train.pixels[:200]))[-1] == 200
    (layer,) = matches.found()
    assert layer.found.score == pytest.approx(1)
    assert abs(layer.shuffled.scores[0]) < 0.3
    assert layer.untrained.scores.tolist() == pytest.approx([1])


def test_training_images_follow_where_validation_images_are_too_few(store, split):
    layers = ARCHITECTURES["one map"]
    network = payload_of(layers, split)
    context = studies.Context(store, add(store, layers, network), LATEST)
    context.__dict__["split"] = split
    question = Match(other=context.run.id, images=100)
    agreement = Agreement.from_bytes(match.match(context, question, lambda share: None), layers)
    assert (agreement.images, agreement.held_out) == (100, len(split.validation)) == (100, 60)


def test_a_study_is_kept_under_its_question(store, split, monkeypatch):
    monkeypatch.setattr(match, "UNTRAINED_SEEDS", UNTRAINED_SEEDS)
    layers = ARCHITECTURES["one map"]
    runs = [add(store, layers, payload_of(layers, split, seed)) for seed in (1, 2)]
    question = Match(other=runs[1], images=20)
    studies.study(store, runs[0], LATEST, question, lambda share: None)
    kept = store.studies.read(runs[0], LATEST, question)
    agreement = Agreement.from_bytes(kept.data, layers)
    assert agreement.images == 20
    assert agreement.layers[0].shuffled.scores.shape == (1,)
    assert agreement.layers[0].untrained.scores.shape == (UNTRAINED * (UNTRAINED - 1) // 2,)


def test_what_cannot_be_matched_is_told(store, split):
    def ask(first, second):
        one, two = (add(store, each, payload_of(each, split)) for each in (first, second))
        context = studies.Context(store, one, LATEST)
        match.match(context, Match(other=two), print)

    wide = (Flatten(), Dense(units=MOST_UNITS + 1), Output())
    with pytest.raises(ValueError, match="other layers"):
        ask(ARCHITECTURES["units"], ARCHITECTURES["one map"])
    with pytest.raises(ValueError, match="neither convolutions nor hidden dense layers"):
        ask((Flatten(), Output()), (Flatten(), Output()))
    with pytest.raises(ValueError, match="layer 2 has 1,025 units: at most 1,024"):
        ask(wide, wide)
    network = add(store, ARCHITECTURES["units"], payload_of(ARCHITECTURES["units"], split))
    with pytest.raises(StoreError, match="9999"):
        match.match(studies.Context(store, network, LATEST), Match(other=9999), print)

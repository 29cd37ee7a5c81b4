"""What a run hands to the browser: the right weights, at the right moments."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core.layers import Architecture, Conv2D, Dropout, Flatten, Output
from cnn_core.learning import attempt, network, outcome, reevaluation, weights
from cnn_core.learning.state import fresh
from cnn_core.payload import read_header
from cnn_core.store import Claim, State
from tests.learning.tiny import BATCHES, RANDOM, TINY, MemoryLink, changed, train
from tests.payloads import UNIT, tensors_of


def assert_equal(payload, model):
    for ours, theirs in zip(tensors_of(payload), model.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def payloads(link):
    return [(p.step, p.artifacts["payload"]) for p in link.parcels if "payload" in p.artifacts]


def begin(store, changes=()):
    run = store.submit(changed(TINY, dict(changes)), "tiny")
    return run, store.claim(slots=1)


def test_each_layer_has_its_arrays_where_another_shares_its_position():
    layers = (
        Conv2D(filters=2, kernel_size=(1, 1), strides=(3, 3)),
        Dropout(),
        Conv2D(filters=3),
        Flatten(),
        Output(),
    )
    spec = changed(TINY, {"architecture": Architecture(layers=layers).model_dump()})
    model = fresh(spec).model
    data = weights.payload(model, spec, UNIT)
    assert read_header(data).layers == layers
    assert_equal(data, model)
    assert weights.payload(network.with_normalization(model, UNIT), spec, UNIT) == data


def test_moving_means_are_among_the_arrays(split):
    spec = changed(TINY, {"architecture": RANDOM.model_dump()})
    link = MemoryLink()
    state = train(spec, split, link)
    assert_equal(payloads(link)[-1][1], state.model)


def test_weights_come_at_the_start_and_with_each_checkpoint(split):
    link = MemoryLink()
    state = train(TINY, split, link)
    found = payloads(link)
    checkpoints = [p.step for p in link.parcels if "checkpoint" in p.artifacts]
    assert {BATCHES, 2 * BATCHES} <= set(checkpoints)
    assert [step for step, _ in found] == [0, *checkpoints]
    assert_equal(found[0][1], fresh(TINY).model)
    assert_equal(found[-1][1], state.model)


def test_a_resumed_training_begins_with_the_weights_it_had(split):
    first, second = MemoryLink(pause_at=3), MemoryLink()
    train(TINY, split, first, longest_chunk=1)
    train(TINY, split, second, resume_from=first.checkpoint)
    assert payloads(second)[0] == payloads(first)[-1]


def test_a_large_network_is_not_handed_on_while_it_trains(split, monkeypatch):
    monkeypatch.setattr(weights, "LIVE_BYTES", 4 * fresh(TINY).model.count_params() - 1)
    link = MemoryLink()
    train(TINY, split, link)
    assert payloads(link) == []


@pytest.mark.parametrize("wish", ["pause", "stop"])
def test_a_large_network_is_handed_on_when_its_training_ends(store, wish, monkeypatch):
    monkeypatch.setattr(weights, "LIVE_BYTES", 0)
    run, claim = begin(store)
    getattr(store, wish)(run)
    attempt.train(store, claim)
    assert_equal(store.artifact(run, "payload"), fresh(TINY).model)
    store.resume(run)
    attempt.train(store, store.claim(slots=1))
    assert store.run(run).state is State.FINISHED
    assert_equal(store.artifact(run, "payload"), outcome.load_model(store.artifact(run, "model")))


WILD = {
    "training.early_stopping_patience": 1,
    "training.epochs": 50,
    "training.optimizer": "sgd",
    "training.learning_rate": 1.0,
}


def test_the_best_weights_are_handed_on_where_they_are_put_back(store):
    run, claim = begin(store, WILD)
    attempt.train(store, claim)
    assert store.run(run).result.restored_best
    assert_equal(store.artifact(run, "payload"), outcome.load_model(store.artifact(run, "model")))


def test_weights_stay_until_others_take_their_place(store):
    run, claim = begin(store)
    attempt.train(store, claim)
    before = store.artifact(run, "payload")
    store.extend(run, 1)
    store.claim(slots=1)
    assert store.artifact(run, "model") is None
    assert store.artifact(run, "payload") == before


def test_evaluation_anew_writes_the_same_weights(store):
    run, claim = begin(store)
    attempt.train(store, claim)
    written = store.artifact(run, "payload")
    files = {name: store.artifact(run, name) for name in ("model", "checkpoint")}
    without = store.add(store.run(run), [], files)
    reevaluation.evaluate(store, Claim(without, store.run(without).attempt))
    assert store.artifact(without, "payload") == written

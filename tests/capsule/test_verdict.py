"""Second trainings, made up: equal, or the first batch that differs."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from cnn_core.capsule.circumstances import History
from cnn_core.capsule.text import further, headline, verdict_json
from cnn_core.capsule.verdict import Verdict, verdict
from cnn_core.capsule.verification import begin, verification_of
from cnn_core.overrides import override
from cnn_core.records import State
from cnn_core.store import Store
from tests.capsule_runs import BATCHES, SPEC, WEIGHTS, add, batches, initial, trained_again, weights
from tests.stored_runs import CIRCUMSTANCES


def judged(store: Store, **changes: object) -> Verdict:
    run = add(store)
    return verdict(store, run, trained_again(store, run, **changes))


def test_equal_in_every_weight(store: Store) -> None:
    found = judged(store)
    assert found.equal
    assert (found.batches, found.weights, found.explanations) == (BATCHES, WEIGHTS, ())
    assert headline(found).startswith("Equal in every weight: all 7,850 weights")


def test_the_first_batch_that_differs_is_named_by_its_last_bit(store: Store) -> None:
    points = batches()
    nudged = float(np.nextafter(np.float32(points[5].loss), np.float32(1)))
    points[5:7] = [replace(points[5], loss=nudged), replace(points[6], loss=2.0)]
    found = judged(store, points=points)
    assert not found.equal
    assert found.difference is not None
    assert (found.difference.epoch, found.difference.batch, found.batches) == (2, 2, 6)
    assert headline(found) == (
        "Batch 2 of epoch 2 is the first that differs: loss 0.166666672 as recorded, "
        "0.166666687 now, accuracy not a number as recorded, not a number now."
    )
    told = json.loads(verdict_json(found))
    assert told["difference"]["loss"] == [float(np.float32(1 / 6)), nudged]
    assert told["equal"] is False


def test_a_changed_accuracy_counts_too(store: Store) -> None:
    found = judged(store, points=[replace(batches()[0], accuracy=0.5), *batches()[1:]])
    assert found.difference is not None
    assert found.difference.accuracy == (None, 0.5)


def test_other_weights_at_the_end_are_named_by_their_layer(store: Store) -> None:
    found = judged(store, payload=weights(changed=1e-6))
    assert not found.equal
    assert "All 8 batches are equal, but weights at the end differ" in headline(found)
    assert "layer 2 (" in headline(found)


def test_other_initial_weights_are_told(store: Store) -> None:
    found = judged(store, initial=initial(seed=1))
    assert not found.equal
    assert "not those that the seed gives" in headline(found)
    other = replace(batches()[0], loss=9.0)
    both = judged(store, initial=initial(seed=1), points=[other, *batches()[1:]])
    assert "Batch 1 of epoch 1" in headline(both)
    assert "not those that the seed gives" in further(both)[0]


def test_a_second_training_that_ended_early_proves_nothing(store: Store) -> None:
    found = judged(store, points=batches(3), state=State.STOPPED)
    assert not found.equal
    assert "ended too early: 3 batches are equal, 5 missing. It was stopped." in headline(found)
    assert further(found) == ()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("tensorflow", "2.20.0", "TensorFlow: 2.21.0 then, 2.20.0 now."),
        ("processor", "Another", "The processor: A processor then, Another now."),
        ("intra_op_threads", 4, "Threads within operations: 2 then, 4 now."),
        ("training_images", "d" * 64, "The training images are others, by their SHA-256."),
        ("dataset_files", "d" * 64, None),
    ],
)
def test_what_may_explain_a_difference_is_told(
    store: Store, name: str, value: object, told: str | None
) -> None:
    now = CIRCUMSTANCES.model_copy(update={name: value})
    found = judged(store, circumstances=History(attempts=(now,)).to_bytes())
    assert found.explanations == ((told,) if told else ())


def test_a_run_from_before_says_that_nothing_is_recorded(store: Store) -> None:
    run = add(store, circumstances=History().to_bytes())
    assert "not recorded" in verdict(store, run, trained_again(store, run)).explanations[0]


def test_the_second_training_is_an_ordinary_run_that_knows_whose_it_is(store: Store) -> None:
    store.digits.keep(3, bytes(784))
    spec = override(SPEC, ["data.kept_images=5"])
    run = add(store, spec, kept=b"digits of that time")
    assert verification_of(store, store.run(run)) is None
    again = begin(store, run)
    queued = store.run(again)
    assert (queued.state, queued.spec, queued.name) == (State.QUEUED, spec, "a run, trained again")
    assert store.artifact(again, "kept") == b"digits of that time"
    assert verification_of(store, store.run(run)) == queued
    store.extend(run, 1)
    assert store.claim(9, only=run)
    assert verification_of(store, store.run(run)) is None

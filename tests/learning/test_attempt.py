"""Whole attempts through a real store, in this process; see test_worker for those in their own."""

from __future__ import annotations

import re
import shutil
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

from cnn_core.learning import attempt, checkpoint, outcome, reevaluation
from cnn_core.learning.checkpoint import CheckpointError
from cnn_core.learning.state import fresh
from cnn_core.spec import CLASSES
from cnn_core.store import Claim, State, Store, StoreError
from tests.learning.tiny import BATCHES, TINY, changed


def submit(store, changes=()):
    run = store.submit(changed(TINY, dict(changes)), "tiny")
    return run, store.claim(slots=1)


def go_on(store, run):
    claim = store.claim(slots=1)
    attempt.train(store, claim)
    return store.run(run)


def losses(store, run):
    return [point.loss for point in store.points(run, ("batch",))]


@pytest.fixture(scope="module")
def file_of_finished(tmp_path_factory):
    with in_a_file(tmp_path_factory) as (store, file):
        attempt.train(store, submit(store)[1])
    return file


@pytest.fixture
def finished(store, file_of_finished):
    return newest_of(file_of_finished, store)


@contextmanager
def in_a_file(tmp_path_factory):
    """A store to train in once for all tests, each of which gets a copy."""
    file = tmp_path_factory.mktemp("trained") / "runs.sqlite"
    store = Store(f"sqlite:///{file}")
    yield store, file
    store.close()


def newest_of(file, store):
    """The newest run of that file, which takes the place of the store's own."""
    store.close()
    shutil.copy(file, store.url.removeprefix("sqlite:///"))
    return store.runs()[0]


def test_a_run_finishes_with_its_result(store, finished, split):
    assert finished.state is State.FINISHED
    assert (finished.epoch, finished.step) == (2, 2 * BATCHES)
    assert (finished.checkpoint_step, finished.device) == (2 * BATCHES, "CPU:0")
    result = finished.result
    assert result.weights == (9 * 3 + 3) + (4 * 4 * 3 * 10 + 10)
    assert (result.test_images, len(result.epoch_seconds)) == (10_000, 2)
    assert result.seconds == pytest.approx(sum(result.epoch_seconds))
    assert result.intra_op_threads == finished.spec.hardware.intra_op_threads
    assert not result.restored_best
    epochs = store.points(finished.id, ("epoch",))
    assert [point.step for point in epochs] == [BATCHES, 2 * BATCHES]
    best = min(epochs, key=lambda point: point.val_loss)
    assert result.best_epoch == best.epoch


def test_the_saved_model_reaches_the_result_on_raw_pixels(store, finished, split):
    model = outcome.load_model(store.artifact(finished.id, "model"))
    probabilities = model.predict(split.test.pixels[..., None].astype("float32"), verbose=0)
    accuracy = (probabilities.argmax(axis=1) == split.test.labels).mean()
    assert finished.result.test_accuracy == pytest.approx(accuracy)
    right = np.take_along_axis(probabilities, split.test.labels[:, None].astype(int), axis=1)
    assert finished.result.test_loss == pytest.approx(-np.log(right).mean(), rel=1e-4)
    assert probabilities.shape == (10_000, CLASSES)


def test_reset_puts_the_stored_initial_weights_back(store):
    """Told by another seed's weights: this seed's own are there in any new state."""
    run, claim = submit(store)
    other = fresh(changed(TINY, {"training.seed": 7}))
    store.flush(claim, artifacts={"initial": checkpoint.save_weights(other.model)})
    attempt.train(store, claim)
    before, snapshots = losses(store, run), store.artifact(run, "snapshots")
    store.reset(run)
    assert store.points(run) == []
    assert store.artifact(run, "snapshots") is None
    assert go_on(store, run).state is State.FINISHED
    assert losses(store, run) == before
    assert store.artifact(run, "snapshots") == snapshots


def test_a_run_begins_with_the_initial_weights_of_its_seed(store, finished):
    model = fresh(changed(TINY, {"training.seed": 7})).model
    checkpoint.restore_weights(store.artifact(finished.id, "initial"), model)
    for ours, theirs in zip(model.get_weights(), fresh(TINY).model.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_one_more_epoch_goes_on_where_the_run_ended(store, finished):
    store.extend(finished.id, 1)
    extended = go_on(store, finished.id)
    assert (extended.state, extended.epoch) == (State.FINISHED, 3)
    run, claim = submit(store, {"training.epochs": 3})
    attempt.train(store, claim)
    assert losses(store, run) == losses(store, finished.id)
    assert store.artifact(run, "snapshots") == store.artifact(finished.id, "snapshots")


@pytest.mark.parametrize(("wish", "state"), [("pause", State.PAUSED), ("stop", State.STOPPED)])
def test_a_wish_from_before_the_first_step_is_heard_there(store, finished, wish, state):
    run, claim = submit(store)
    getattr(store, wish)(run)
    attempt.train(store, claim)
    ended = store.run(run)
    assert (ended.state, ended.step, ended.checkpoint_step) == (state, 0, 0)
    assert (ended.result is not None) is (wish == "stop")
    assert ended.result is None or ended.result.device == "CPU:0"
    assert (store.artifact(run, "model") is not None) is (wish == "stop")
    store.resume(run)
    assert go_on(store, run).state is State.FINISHED
    assert losses(store, run) == losses(store, finished.id)
    model = [outcome.load_model(store.artifact(i, "model")) for i in (run, finished.id)]
    for ours, theirs in zip(model[0].weights, model[1].weights, strict=True):
        np.testing.assert_array_equal(ours.numpy(), theirs.numpy())


def test_early_stopping_tests_the_best_weights(store, split):
    wild = {
        "training.early_stopping_patience": 1,
        "training.epochs": 50,
        "training.optimizer": "sgd",
        "training.learning_rate": 1.0,
    }
    run, claim = submit(store, wild)
    attempt.train(store, claim)
    ended = store.run(run)
    assert (ended.state, ended.result.restored_best) == (State.FINISHED, True)
    assert ended.epoch == ended.result.best_epoch + 1
    store.extend(run, 1)
    assert go_on(store, run).epoch == ended.epoch + 1


STOPS_EARLY = {
    "training.early_stopping_patience": 1,
    "training.optimizer": "sgd",
    "training.learning_rate": 1.0,
}


@pytest.fixture(scope="module")
def file_of_stopped_early(tmp_path_factory):
    with in_a_file(tmp_path_factory) as (store, file):
        run, claim = submit(store, STOPS_EARLY | {"training.epochs": 50})
        attempt.train(store, claim)
        epochs = store.run(run).epoch + 1
        run, claim = submit(store, STOPS_EARLY | {"training.epochs": epochs})
        attempt.train(store, claim)
        assert (store.run(run).epoch, store.run(run).target_epochs) == (epochs - 1, epochs)
    return file


@pytest.fixture
def stopped_early(store, file_of_stopped_early):
    """With one epoch left of those that were asked for."""
    return newest_of(file_of_stopped_early, store)


def test_the_epoch_that_early_stopping_left_out_can_be_trained(store, stopped_early):
    store.extend(stopped_early.id, 1)
    assert store.run(stopped_early.id).target_epochs == stopped_early.target_epochs
    assert go_on(store, stopped_early.id).epoch == stopped_early.epoch + 1


def test_evaluation_anew_knows_that_the_best_weights_were_restored(store, stopped_early):
    assert stopped_early.result.restored_best
    files = {name: store.artifact(stopped_early.id, name) for name in ("model", "checkpoint")}
    untested = store.add(replace(stopped_early, result=None), [], files)
    reevaluation.evaluate(store, Claim(untested, store.run(untested).attempt))
    assert store.run(untested).result.restored_best


@pytest.mark.parametrize("schedule", [{"kind": "cosine", "final": 0.0}, {"kind": "one_cycle"}])
def test_an_extension_begins_at_its_own_rate(store, schedule):
    """Even if it is paused before its first step."""
    run, claim = submit(store, {"training.schedule": schedule})
    attempt.train(store, claim)
    store.extend(run, 1, 0.002)
    claim = store.claim(slots=1)
    store.pause(run)
    attempt.train(store, claim)
    assert store.run(run).step == 2 * BATCHES
    store.resume(run)
    assert go_on(store, run).epoch == 3
    rates = [p.learning_rate for p in store.points(run, ("batch",), after_step=2 * BATCHES)]
    np.testing.assert_allclose(rates, [0.002] * BATCHES, rtol=1e-6)
    notes = [event.note for event in store.points(run, ("event",))]
    assert re.fullmatch(r"learning rate \S+ → 0\.002", notes.pop(1))
    assert notes == ["resumed", "paused", "resumed"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {
                "training.optimizer": "sgd",
                "training.learning_rate": 1000.0,
                "architecture.layers.0.l2": 1e6,
            },
            r"The loss became \w+ in epoch 1, batch \d+\.",
        ),
        ({"architecture.layers.0.kernel_size": [40, 40]}, r"architecture\.layers\.0"),
        ({"hardware.device": "gpu"}, r"The run asks for a GPU\. "),
    ],
)
def test_a_failure_is_told_in_a_sentence(store, changes, message, capsys):
    run, claim = submit(store, changes)
    attempt.train(store, claim)
    assert store.run(run).state is State.FAILED
    assert re.search(message, store.run(run).message)
    assert "Traceback" in capsys.readouterr().err


def test_a_damaged_checkpoint_fails_the_run_and_not_the_process(store, finished):
    store.extend(finished.id, 1)
    claim = store.claim(slots=1)
    store.flush(claim, artifacts={"checkpoint": b"garbage"})
    attempt.train(store, claim)
    assert store.run(finished.id).state is State.FAILED
    assert "checkpoint is damaged" in store.run(finished.id).message


def test_evaluation_anew_gives_the_same_result(store, finished):
    claim = Claim(finished.id, finished.attempt)
    reevaluation.evaluate(store, claim)
    again = store.run(finished.id).result
    assert again.test_accuracy == finished.result.test_accuracy
    assert again.test_loss == pytest.approx(finished.result.test_loss, rel=1e-5)
    assert again.epoch_seconds == finished.result.epoch_seconds
    assert again.weights == finished.result.weights
    assert (again.device, again.restored_best) == (finished.result.device, False)


def test_without_a_model_there_is_nothing_to_evaluate(store):
    _, claim = submit(store)
    with pytest.raises(StoreError, match="no saved model"):
        reevaluation.evaluate(store, claim)


@pytest.mark.parametrize("data", [b"garbage", b""])
def test_a_damaged_model_is_refused(data):
    with pytest.raises(CheckpointError, match="cannot be loaded"):
        outcome.load_model(data)

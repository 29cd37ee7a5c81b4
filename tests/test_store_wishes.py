"""What the owner of a run can ask for, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import math

import pytest

from cnn_core.presets import ARTICLE
from cnn_core.records import Claim, State, StoreError, Wanted
from cnn_core.store import Store
from tests.stored_runs import RESULT, batch, begun, ended


def test_wishes_are_handed_out_by_the_next_flush(any_store: Store) -> None:
    claim = begun(any_store)
    any_store.set_learning_rate(claim.run, 0.01)
    any_store.pause(claim.run)
    assert any_store.flush(claim) == Wanted("pause", 0.01)
    any_store.stop(claim.run)
    assert any_store.flush(claim) == Wanted("stop", 0.01)


def test_a_learning_rate_is_wanted_until_it_is_applied(any_store: Store) -> None:
    claim = begun(any_store)
    any_store.set_learning_rate(claim.run, 0.01)
    assert any_store.flush(claim) == Wanted("run", 0.01)
    any_store.set_learning_rate(claim.run, 0.02)
    assert any_store.flush(claim, applied_rate=0.01) == Wanted("run", 0.02)
    assert any_store.flush(claim, applied_rate=0.02) == Wanted("run", None)
    assert any_store.flush(claim) == Wanted("run", None)


def test_a_learning_rate_wished_while_a_run_pauses_is_kept(any_store: Store) -> None:
    claim = begun(any_store)
    any_store.pause(claim.run)
    assert any_store.flush(claim) == Wanted("pause", None)
    any_store.set_learning_rate(claim.run, 0.01)
    any_store.flush(claim, artifacts={"checkpoint": b"1"})
    any_store.end(claim, State.PAUSED)
    any_store.resume(claim.run)
    again = any_store.claim(1)
    assert again is not None
    assert any_store.flush(again) == Wanted("run", 0.01)


@pytest.mark.parametrize("rate", [0.0, -1.0, math.nan, math.inf, 1e9])
def test_an_absurd_learning_rate_is_refused(store: Store, rate: float) -> None:
    claim = begun(store)
    with pytest.raises(StoreError, match="learning rate"):
        store.set_learning_rate(claim.run, rate)


def test_a_run_that_leaves_the_queue_is_what_it_was(any_store: Store) -> None:
    claim = begun(any_store)
    any_store.flush(claim, epoch=5, step=50)
    any_store.set_result(claim, RESULT, {"evaluation": b"npz", "model": b"keras"})
    any_store.end(claim, State.FINISHED)
    finished = any_store.run(claim.run)
    any_store.extend(claim.run, 2)
    any_store.stop(claim.run)
    assert any_store.run(claim.run) == finished
    assert any_store.artifact(claim.run, "evaluation") == b"npz"
    assert any_store.artifact(claim.run, "model") == b"keras"


def test_an_interrupted_run_that_leaves_the_queue_keeps_its_message(any_store: Store) -> None:
    claim = begun(any_store)
    any_store.lost(claim, "The worker is gone.")
    interrupted = any_store.run(claim.run)
    any_store.resume(claim.run)
    assert any_store.run(claim.run).message is None
    any_store.stop(claim.run)
    assert any_store.run(claim.run) == interrupted
    any_store.stop(claim.run)
    assert any_store.run(claim.run).state is State.STOPPED


def test_a_reset_run_that_leaves_the_queue_is_stopped(any_store: Store) -> None:
    run = ended(any_store, State.FINISHED)
    any_store.reset(run)
    any_store.stop(run)
    assert any_store.run(run).state is State.STOPPED


@pytest.mark.parametrize("epochs", [0, -1, 10_001])
def test_an_absurd_extension_is_refused(store: Store, epochs: int) -> None:
    run = ended(store, State.FINISHED)
    with pytest.raises(StoreError, match="extended"):
        store.extend(run, epochs)


def test_an_extended_run_begins_at_the_wanted_rate(any_store: Store) -> None:
    claim = begun(any_store)
    any_store.end(claim, State.FINISHED)
    any_store.extend(claim.run, 1, 0.25)
    again = any_store.claim(1)
    assert any_store.flush(again).learning_rate == 0.25


@pytest.mark.parametrize("rate", [0, -1, float("nan"), 1001])
def test_an_absurd_rate_extends_nothing(store: Store, rate: float) -> None:
    run = ended(store, State.FINISHED)
    with pytest.raises(StoreError, match="learning rate"):
        store.extend(run, 1, rate)
    assert store.run(run).state is State.FINISHED


def test_reset_keeps_only_the_initial_weights(any_store: Store) -> None:
    claim = begun(any_store)
    files = {"initial": b"0", "checkpoint": b"1", "model": b"2"}
    any_store.flush(claim, [batch(1)], epoch=1, step=1, artifacts=files)
    any_store.set_result(claim, RESULT, {"evaluation": b"3"})
    any_store.end(claim, State.FINISHED)
    any_store.extend(claim.run, 3)
    any_store.stop(claim.run)
    any_store.reset(claim.run)
    run = any_store.run(claim.run)
    assert (run.state, run.epoch, run.step, run.checkpoint_step) == (State.QUEUED, 0, 0, 0)
    assert (run.target_epochs, run.result, run.started) == (5, None, None)
    assert any_store.points(claim.run) == []
    kept = [any_store.artifact(claim.run, name) for name in (*files, "evaluation")]
    assert kept == [b"0", None, None, None]
    assert any_store.claim(1) == Claim(claim.run, 2)


def test_waiting_runs_are_stopped_and_paused_at_once(any_store: Store) -> None:
    stopped, paused = any_store.submit(ARTICLE, "stopped"), any_store.submit(ARTICLE, "paused")
    any_store.stop(stopped)
    any_store.pause(paused)
    assert any_store.run(stopped).state is State.STOPPED
    assert any_store.run(paused).state is State.PAUSED
    any_store.stop(paused)
    assert any_store.run(paused).state is State.STOPPED
    assert not any_store.claimable(1)


ALLOWED: dict[str, tuple[State, ...]] = {
    "pause": (),
    "stop": (State.PAUSED, State.INTERRUPTED),
    "resume": (State.PAUSED, State.STOPPED, State.FAILED, State.INTERRUPTED),
    "extend": (State.FINISHED, State.STOPPED),
    "reset": (State.PAUSED, State.FINISHED, State.STOPPED, State.FAILED, State.INTERRUPTED),
}
ENDINGS = (State.PAUSED, State.FINISHED, State.STOPPED, State.FAILED, State.INTERRUPTED)


@pytest.mark.parametrize("what", ALLOWED)
@pytest.mark.parametrize("state", ENDINGS)
def test_an_ended_run_takes_what_fits_its_state(store: Store, what: str, state: State) -> None:
    claim = begun(store)
    if state is State.INTERRUPTED:
        store.lost(claim, "The worker is gone.")
    else:
        store.end(claim, state)
    ask = {
        "pause": store.pause,
        "stop": store.stop,
        "resume": store.resume,
        "extend": lambda run: store.extend(run, 1),
        "reset": store.reset,
    }[what]
    if state in ALLOWED[what]:
        ask(claim.run)
    else:
        with pytest.raises(StoreError, match=f"is {state}: it cannot"):
            ask(claim.run)


def test_an_active_run_is_neither_reset_nor_resumed(any_store: Store) -> None:
    claim = begun(any_store)
    for ask in (any_store.reset, any_store.resume):
        with pytest.raises(StoreError, match="is running"):
            ask(claim.run)

"""The store's rules, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import sqlalchemy as sa

from cnn_core.database.tables import runs as runs_table
from cnn_core.presets import ARTICLE, MLP
from cnn_core.records import Claim, LeaseLost, Point, RunNotFound, State, StoreError, Wanted
from cnn_core.result import Result
from cnn_core.store import LEASE_SECONDS, Store

RESULT = Result(
    test_accuracy=0.99,
    test_loss=0.03,
    test_images=10_000,
    seconds=20.6,
    epoch_seconds=(4.1, 4.0),
    images_per_second=14_000,
    device="CPU:0",
    intra_op_threads=2,
    inter_op_threads=2,
    weights=96_844,
    best_epoch=2,
    restored_best=False,
    tensorflow="2.21.0",
    keras="3.15.1",
)


def batch(step: int, loss: float = 0.5) -> Point:
    return Point("batch", step, 1, step / 100, loss=loss, accuracy=0.9, learning_rate=0.001)


def begun(store: Store, name: str = "a run") -> Claim:
    """A claim on a run just submitted."""
    claim = store.claim(slots=99, only=store.submit(ARTICLE, name))
    assert claim is not None
    return claim


def ended(store: Store, state: State) -> int:
    claim = begun(store)
    store.end(claim, state)
    return claim.run


def silence(store: Store, run: int) -> None:
    """Make the run's last heartbeat older than the lease."""
    engine = sa.create_engine(store.url)
    with engine.begin() as connection:
        past = time.time() - LEASE_SECONDS - 1
        connection.execute(
            sa.update(runs_table).where(runs_table.c.id == run).values(heartbeat=past)
        )
    engine.dispose()


def test_a_submitted_run_comes_back_as_it_was(any_store: Store) -> None:
    run = any_store.run(any_store.submit(MLP, " my first ", expected_epoch_seconds=22.5))
    assert run.name == "my first"
    assert run.state is State.QUEUED
    assert run.active
    assert (run.attempt, run.crashes, run.epoch, run.step) == (0, 0, 0, 0)
    assert run.target_epochs == MLP.training.epochs
    assert run.expected_epoch_seconds == 22.5
    assert run.spec.architecture == MLP.architecture
    assert abs(run.created - time.time()) < 5


def test_thread_counts_are_fixed_when_the_run_is_queued(store: Store) -> None:
    hardware = store.run(store.submit(ARTICLE, "threads")).spec.hardware
    assert hardware.intra_op_threads == hardware.inter_op_threads == os.cpu_count()
    three = ARTICLE.hardware.model_copy(update={"intra_op_threads": 3})
    kept = store.submit(ARTICLE.model_copy(update={"hardware": three}), "three")
    assert store.run(kept).spec.hardware.intra_op_threads == 3


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "two\nlines", "nul\0", "half \ud800"])
def test_a_name_is_one_printable_line(store: Store, name: str) -> None:
    with pytest.raises(StoreError, match="printable"):
        store.submit(ARTICLE, name)
    assert store.runs() == []


def test_runs_are_listed_newest_first_and_queued_oldest_first(any_store: Store) -> None:
    first, second, third = (any_store.submit(ARTICLE, name) for name in "abc")
    assert [run.id for run in any_store.runs()] == [third, second, first]
    assert [run.id for run in any_store.queue()] == [first, second, third]
    any_store.pause(first)
    any_store.resume(first)
    assert [run.id for run in any_store.queue()] == [second, third, first]


def test_an_unknown_run_is_not_found(any_store: Store) -> None:
    for ask in (any_store.run, any_store.pause, any_store.resume):
        with pytest.raises(RunNotFound, match="no run 42"):
            ask(42)


def test_a_claim_begins_an_attempt(any_store: Store) -> None:
    run = any_store.submit(ARTICLE, "claimed")
    assert any_store.claimable(1)
    assert any_store.claim(1) == Claim(run, 1)
    found = any_store.run(run)
    assert found.state is State.RUNNING
    assert found.started is not None
    assert found.heartbeat is not None
    assert any_store.claim(1) is None


def test_slots_count_runs_that_are_alive(any_store: Store) -> None:
    for name in "abc":
        any_store.submit(ARTICLE, name)
    first = any_store.claim(2)
    assert any_store.claim(2)
    assert not any_store.claimable(2)
    assert any_store.claim(2) is None
    assert first is not None
    silence(any_store, first.run)
    assert any_store.claim(2) is not None


def test_a_claim_can_be_for_one_run_only(any_store: Store) -> None:
    first, second = any_store.submit(ARTICLE, "first"), any_store.submit(ARTICLE, "second")
    assert any_store.claim(9, only=second) == Claim(second, 1)
    assert any_store.claim(9, only=second) is None
    assert any_store.claim(9, only=77) is None
    assert any_store.run(first).state is State.QUEUED


def test_claimers_at_the_same_time_never_take_the_same_run(any_store: Store) -> None:
    runs = {any_store.submit(ARTICLE, str(number)) for number in range(12)}
    stores = [Store(any_store.url) for _ in range(4)]

    def take_all(store: Store) -> list[Claim]:
        return list(iter(lambda: store.claim(slots=10), None))

    with ThreadPoolExecutor(4) as pool:
        claims = [claim for taken in pool.map(take_all, stores) for claim in taken]
    assert len(claims) == 10
    assert len({claim.run for claim in claims}) == 10
    assert {claim.run for claim in claims} < runs
    for each in stores:
        each.close()


def test_points_come_back_in_order_and_by_kind(any_store: Store) -> None:
    claim = begun(any_store)
    epoch = Point("epoch", 2, 1, 0.05, loss=0.4, val_loss=0.3, val_accuracy=0.91)
    event = Point("event", 0, 1, 0.0, note='learning rate 0.001 → "half"')
    any_store.flush(claim, [event, batch(1), batch(2), epoch])
    any_store.flush(claim, [batch(3)])
    assert any_store.points(claim.run) == [event, batch(1), batch(2), epoch, batch(3)]
    assert any_store.points(claim.run, ["batch"], after_step=1) == [batch(2), batch(3)]
    assert any_store.points(claim.run, ["epoch", "event"]) == [event, epoch]
    assert any_store.points(claim.run, ["batch"], after_step=1, up_to_step=2) == [batch(2)]
    assert any_store.points(claim.run, []) == []


@pytest.mark.parametrize("loss", [math.nan, math.inf, -math.inf, None])
def test_what_is_not_a_number_is_kept_as_none(any_store: Store, loss: float | None) -> None:
    claim = begun(any_store)
    any_store.flush(claim, [Point("batch", 1, 1, 0.1, loss=loss)])
    assert any_store.points(claim.run)[0].loss is None


def test_numpy_numbers_are_kept_as_numbers(any_store: Store) -> None:
    claim = begun(any_store)
    point = Point("batch", np.int64(7), np.int32(1), np.float32(0.5), loss=np.float32(0.25))  # type: ignore[arg-type]
    any_store.flush(claim, [point], step=np.int64(7))  # type: ignore[arg-type]
    assert any_store.points(claim.run) == [Point("batch", 7, 1, 0.5, loss=0.25)]
    assert any_store.run(claim.run).step == 7


def test_texts_of_any_kind_are_kept(any_store: Store) -> None:
    claim = begun(any_store)
    note = "NaN \0 in \ud800 «batch» 31"
    any_store.end(claim, State.FAILED, note, [Point("event", 1, 1, 0.1, note=note)])
    assert any_store.run(claim.run).message == "NaN  in ? «batch» 31"
    assert any_store.points(claim.run)[0].note == "NaN  in ? «batch» 31"


def test_a_flush_tells_progress_and_beats_the_heart(any_store: Store) -> None:
    claim = begun(any_store)
    silence(any_store, claim.run)
    assert any_store.flush(claim, epoch=2, step=300, device="CPU:0") == Wanted()
    run = any_store.run(claim.run)
    assert (run.epoch, run.step, run.device) == (2, 300, "CPU:0")
    assert run.heartbeat is not None
    assert abs(run.heartbeat - time.time()) < 5
    any_store.flush(claim)
    assert any_store.run(claim.run).device == "CPU:0"


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


def test_a_new_attempt_is_wanted_to_run(any_store: Store) -> None:
    claim = begun(any_store)
    any_store.pause(claim.run)
    any_store.end(claim, State.PAUSED)
    any_store.set_learning_rate(claim.run, 0.5)
    any_store.resume(claim.run)
    again = any_store.claim(1)
    assert again == Claim(claim.run, 2)
    assert again is not None
    assert any_store.flush(again) == Wanted("run", 0.5)


@pytest.mark.parametrize("rate", [0.0, -1.0, math.nan, math.inf, 1e9])
def test_an_absurd_learning_rate_is_refused(store: Store, rate: float) -> None:
    claim = begun(store)
    with pytest.raises(StoreError, match="learning rate"):
        store.set_learning_rate(claim.run, rate)


def test_artifacts_are_replaced_by_name(any_store: Store) -> None:
    claim = begun(any_store)
    any_store.flush(claim, artifacts={"initial": b"\0first", "checkpoint": b"one"})
    any_store.flush(claim, artifacts={"checkpoint": b"two" * 1000})
    assert any_store.artifact(claim.run, "initial") == b"\0first"
    assert any_store.artifact(claim.run, "checkpoint") == b"two" * 1000
    assert any_store.artifact(claim.run, "model") is None
    names = ("initial", "model")
    assert [any_store.has_artifact(claim.run, name) for name in names] == [True, False]
    assert [any_store.runs_with(name) for name in names] == [{claim.run}, set()]


def test_a_new_attempt_forgets_what_lies_beyond_the_checkpoint(any_store: Store) -> None:
    claim = begun(any_store)
    epoch = Point("epoch", 2, 1, 0.02, loss=0.4)
    any_store.flush(claim, [batch(1), batch(2), epoch], epoch=1, step=2)
    any_store.flush(claim, [batch(3)], step=3, artifacts={"checkpoint": b"3"})
    later = Point("epoch", 4, 2, 0.04, loss=0.3)
    any_store.flush(claim, [batch(4), later, batch(5)], epoch=2, step=5)
    assert any_store.lost(claim, "The worker is gone.")
    assert any_store.run(claim.run).step == 5
    any_store.resume(claim.run)
    any_store.claim(1)
    assert any_store.points(claim.run) == [batch(1), batch(2), epoch, batch(3)]
    run = any_store.run(claim.run)
    assert (run.epoch, run.step, run.checkpoint_step, run.crashes) == (1, 3, 3, 1)


def test_without_a_checkpoint_a_new_attempt_starts_at_nothing(any_store: Store) -> None:
    claim = begun(any_store)
    any_store.flush(claim, [batch(1), batch(2)], step=2)
    any_store.lost(claim, "The worker is gone.")
    any_store.resume(claim.run)
    any_store.claim(1)
    assert any_store.points(claim.run) == []
    assert any_store.run(claim.run).step == 0


def test_the_last_points_give_the_step_of_the_last_checkpoint(any_store: Store) -> None:
    claim = begun(any_store)
    any_store.flush(claim, [batch(1)], step=1)
    any_store.end(claim, State.PAUSED, points=[batch(2)], artifacts={"checkpoint": b"2"})
    run = any_store.run(claim.run)
    assert (run.state, run.step, run.checkpoint_step) == (State.PAUSED, 2, 2)
    assert run.ended is not None


def outdated(store: Store) -> Claim:
    """A claim on a run that a newer attempt has taken."""
    claim = begun(store)
    store.lost(claim, "The worker is gone.")
    store.resume(claim.run)
    assert store.claim(1) == Claim(claim.run, 2)
    return claim


WRITES: dict[str, Callable[[Store, Claim], object]] = {
    "flush": lambda store, claim: store.flush(
        claim, [batch(9)], step=9, artifacts={"checkpoint": b"old"}
    ),
    "end": lambda store, claim: store.end(claim, State.FINISHED, points=[batch(9)]),
    "result": lambda store, claim: store.set_result(claim, RESULT, {"evaluation": b"old"}),
    "log": lambda store, claim: store.put_log(claim, b"old"),
}


@pytest.mark.parametrize("write", WRITES)
def test_an_old_attempt_writes_nothing(any_store: Store, write: str) -> None:
    claim = outdated(any_store)
    before = any_store.run(claim.run)
    with pytest.raises(LeaseLost, match="attempt 1"):
        WRITES[write](any_store, claim)
    assert any_store.run(claim.run) == before
    assert any_store.points(claim.run) == []
    names = ("checkpoint", "evaluation", "log")
    assert [any_store.artifact(claim.run, name) for name in names] == [None] * 3
    assert not any_store.lost(claim, "late")


def test_a_worker_that_slept_through_its_lease_is_refused(any_store: Store) -> None:
    claim = begun(any_store)
    silence(any_store, claim.run)
    assert any_store.recover() == [claim.run]
    run = any_store.run(claim.run)
    assert (run.state, run.crashes) == (State.INTERRUPTED, 1)
    assert "silent" in (run.message or "")
    with pytest.raises(LeaseLost):
        any_store.flush(claim, [batch(1)])
    assert any_store.recover() == []


@pytest.mark.postgres
def test_a_machine_whose_clock_is_wrong_takes_no_run_away(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(postgres_url)
    claim = begun(store)
    true_time = time.time
    monkeypatch.setattr(time, "time", lambda: true_time() + 3600)
    assert store.recover() == []
    store.flush(claim)
    monkeypatch.undo()
    silence(store, claim.run)
    assert store.recover() == [claim.run]
    store.close()


def test_recover_leaves_living_runs_alone(any_store: Store) -> None:
    claim = begun(any_store)
    any_store.submit(ARTICLE, "waiting")
    assert any_store.recover() == []
    assert any_store.run(claim.run).state is State.RUNNING


def test_a_result_is_taken_before_the_end_and_after_it(any_store: Store) -> None:
    for order in ("before", "after"):
        claim = begun(any_store, order)
        if order == "after":
            any_store.end(claim, State.STOPPED)
        any_store.set_result(claim, RESULT, {"evaluation": b"npz"})
        if order == "before":
            any_store.end(claim, State.FINISHED)
        assert any_store.run(claim.run).result == RESULT
        assert any_store.artifact(claim.run, "evaluation") == b"npz"


def test_a_result_is_not_taken_once_the_run_goes_on(any_store: Store) -> None:
    claim = begun(any_store)
    any_store.end(claim, State.STOPPED)
    any_store.resume(claim.run)
    with pytest.raises(LeaseLost):
        any_store.set_result(claim, RESULT, {})


def test_going_on_outdates_the_result(any_store: Store) -> None:
    claim = begun(any_store)
    any_store.flush(claim, epoch=5, step=50)
    any_store.set_result(claim, RESULT, {"evaluation": b"npz", "model": b"keras"})
    any_store.end(claim, State.FINISHED)
    any_store.extend(claim.run, 2)
    run = any_store.run(claim.run)
    assert (run.state, run.target_epochs, run.result) == (State.QUEUED, 7, RESULT)
    assert any_store.claim(1) == Claim(claim.run, 2)
    assert any_store.run(claim.run).result is None
    assert any_store.artifact(claim.run, "evaluation") is None
    assert any_store.artifact(claim.run, "model") is None


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


def test_a_run_from_elsewhere_is_taken_in(any_store: Store) -> None:
    history = [batch(1), Point("epoch", 1, 1, 0.01, loss=0.5)]
    here = any_store.run(ended(any_store, State.FINISHED))
    guest = replace(here, name="guest", epoch=1, step=1, result=RESULT)
    run = any_store.run(any_store.add(guest, history, {"model": b"m"}))
    assert run == replace(guest, id=run.id)
    assert any_store.points(run.id) == history
    assert any_store.artifact(run.id, "model") == b"m"
    assert not any_store.claimable(1)


def test_an_active_run_is_not_taken_in(store: Store) -> None:
    queued = store.run(store.submit(ARTICLE, "queued"))
    with pytest.raises(StoreError, match="has ended"):
        store.add(queued, [], {})


def test_threads_share_one_store(any_store: Store) -> None:
    claims = [begun(any_store, str(number)) for number in range(4)]

    def write(claim: Claim) -> None:
        for step in range(1, 26):
            any_store.flush(claim, [batch(step)], step=step)
            any_store.runs()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, claims))
    for claim in claims:
        assert any_store.points(claim.run) == [batch(step) for step in range(1, 26)]


def test_a_reader_looks_on_while_a_writer_is_at_work(store: Store) -> None:
    claim = begun(store)
    writer = sa.create_engine(store.url)
    with writer.connect() as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        connection.exec_driver_sql("DELETE FROM runs")
        started = time.monotonic()
        assert store.run(claim.run).state is State.RUNNING
        assert time.monotonic() - started < 1
        connection.rollback()
    writer.dispose()

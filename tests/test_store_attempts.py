"""Claims, what workers write under them, and who is refused; on SQLite and PostgreSQL alike."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from cnn_core.presets import ARTICLE
from cnn_core.records import Claim, LeaseLost, Point, State, Wanted
from cnn_core.store import Store
from tests.stored_runs import RESULT, batch, begun, silence


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

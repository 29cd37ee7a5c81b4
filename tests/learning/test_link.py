from __future__ import annotations

import time

import pytest

from cnn_core.learning import link as link_module
from cnn_core.learning.link import Link, Parcel, persistently
from cnn_core.store import Claim, LeaseLost, Point, Store, StoreError, Wanted
from tests.learning.tiny import TINY


@pytest.fixture
def claim(store) -> Claim:
    store.submit(TINY, "tiny")
    return store.claim(slots=1)


def batch(step):
    return Point("batch", step, 1, step / 10, loss=1.0)


def wait_for(condition):
    until = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_everything_is_written_before_close_returns(store, claim):
    link = Link(store, claim)
    for step in range(1, 101):
        link.put(Parcel([batch(step)], epoch=0, step=step))
    link.put(Parcel(device="CPU:0"))
    link.close()
    assert [point.step for point in store.points(claim.run)] == list(range(1, 101))
    assert (store.run(claim.run).step, store.run(claim.run).device) == (100, "CPU:0")


def test_a_checkpoint_keeps_its_own_step(store, claim):
    link = Link(store, claim)
    for step in (1, 2, 3, 4):
        saved = {"checkpoint": b"at 3"} if step == 3 else {}
        link.put(Parcel([batch(step)], step=step, artifacts=saved))
    link.close()
    run = store.run(claim.run)
    assert (run.checkpoint_step, run.step) == (3, 4)


class CountingStore(Store):
    flushes = 0

    def flush(self, *values, **named) -> Wanted:
        self.flushes += 1
        return super().flush(*values, **named)


def test_checkpoints_that_come_faster_than_they_are_written_are_written_together(store, claim):
    counting = CountingStore(store.url)
    link = Link(counting, claim)
    for step in range(1, 51):
        saved = {"checkpoint": f"at {step}".encode()}
        link.put(Parcel([batch(step)], step=step, artifacts=saved))
    link.close()
    assert counting.flushes < 10
    assert store.run(claim.run).checkpoint_step == 50
    assert store.artifact(claim.run, "checkpoint") == b"at 50"
    assert len(store.points(claim.run)) == 50
    counting.close()


def test_wishes_arrive_without_news(store, claim):
    link = Link(store, claim)
    store.set_learning_rate(claim.run, 0.25)
    store.pause(claim.run)
    wait_for(lambda: link.action == "pause")
    assert link.take_learning_rate() == 0.25
    assert link.take_learning_rate() is None
    link.close()


def test_an_earlier_wish_is_known_from_the_start(store, claim):
    store.set_learning_rate(claim.run, 0.25)
    store.stop(claim.run)
    link = Link(store, claim)
    assert (link.action, link.take_learning_rate()) == ("stop", 0.25)
    link.close()


def test_a_learning_rate_is_wanted_until_a_checkpoint_knows_it(store, claim):
    store.set_learning_rate(claim.run, 0.25)
    link = Link(store, claim)
    assert link.take_learning_rate() == 0.25
    link.put(Parcel([batch(1)], step=1))
    wait_for(lambda: store.run(claim.run).step == 1)
    assert link.take_learning_rate() is None
    assert store.flush(claim).learning_rate == 0.25
    link.put(Parcel([batch(2)], step=2, artifacts={"checkpoint": b"at 2"}))
    link.close()
    assert store.flush(claim).learning_rate is None


def test_a_learning_rate_that_was_not_taken_stays_wanted(store, claim):
    link = Link(store, claim)
    store.pause(claim.run)
    wait_for(lambda: link.action == "pause")
    store.set_learning_rate(claim.run, 0.25)
    link.put(Parcel([batch(1)], step=1, artifacts={"checkpoint": b"at 1"}))
    link.close()
    assert store.flush(claim).learning_rate == 0.25


def test_the_heart_beats_without_news(store, claim):
    link = Link(store, claim)
    before = store.run(claim.run).heartbeat
    wait_for(lambda: store.run(claim.run).heartbeat > before)
    link.close()


class FailingStore(Store):
    failures = 0

    def flush(self, *values, **named) -> Wanted:
        self.failures -= 1
        if self.failures >= 0:
            raise StoreError("The disk is full.")
        return super().flush(*values, **named)


def test_a_short_failure_loses_nothing(store, claim):
    failing = FailingStore(store.url)
    link = Link(failing, claim)
    failing.failures = 2
    link.put(Parcel([batch(1)], step=1))
    link.close()
    assert len(store.points(claim.run)) == 1
    failing.close()


def test_a_lasting_failure_reaches_the_training(store, claim, monkeypatch):
    monkeypatch.setattr(link_module, "RETRY_SECONDS", 0.1)
    failing = FailingStore(store.url)
    link = Link(failing, claim)
    failing.failures = 1000
    link.put(Parcel())
    with pytest.raises(StoreError, match="disk is full"):
        link.close()
    with pytest.raises(StoreError, match="disk is full"):
        link.put(Parcel())
    with pytest.raises(StoreError, match="disk is full"):
        assert link.action
    failing.close()


def test_a_lost_lease_is_not_tried_again():
    calls = []

    def write():
        calls.append(1)
        raise LeaseLost("Run 1 is no longer held.")

    with pytest.raises(LeaseLost):
        persistently(write)
    assert len(calls) == 1

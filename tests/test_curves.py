import threading
from pathlib import Path

import pytest

from cnn_core import curves as curves_module
from cnn_core.curves import CurveReader
from cnn_core.presets import ARTICLE
from cnn_core.records import Claim, Point, State
from cnn_core.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(f"sqlite:///{tmp_path / 'runs.sqlite'}")


@pytest.fixture
def claim(store: Store) -> Claim:
    store.submit(ARTICLE, "a run")
    claim = store.claim(1)
    assert claim
    return claim


def batch(step: int, loss: float | None = None) -> Point:
    return Point("batch", step, 1, step / 10, 1 / step if loss is None else loss, 0.5)


def batches(first: int, last: int) -> list[Point]:
    return [batch(step) for step in range(first, last + 1)]


def epoch(number: int, val_loss: float | None) -> Point:
    return Point("epoch", number * 10, number, number, 0.1, 0.9, val_loss, 0.9)


def event(step: int, note: str) -> Point:
    return Point("event", step, 1, step / 10, note=note)


def test_reads_what_is_new_and_nothing_twice(store: Store, claim: Claim) -> None:
    reader = CurveReader(claim.run)
    store.flush(claim, batches(1, 10), step=10)
    assert [step for step, _ in reader.read(store)[1].loss.samples] == list(range(1, 11))
    store.flush(claim, batches(11, 15), step=15)
    run, curves = reader.read(store)
    assert run.step == 15
    assert [step for step, _ in curves.loss.samples] == list(range(1, 16))
    assert [point.step for point in curves.recent] == list(range(1, 16))


def test_where_nothing_is_new_the_curves_are_the_same(store: Store, claim: Claim) -> None:
    reader = CurveReader(claim.run)
    store.flush(claim, batches(1, 10), step=10)
    curves = reader.read(store)[1]
    assert reader.read(store)[1] is curves
    store.flush(claim, [event(10, "paused")])
    assert [event.note for event in reader.read(store)[1].events] == ["paused"]


def test_an_epoch_that_comes_after_its_last_batch_is_not_missed(store: Store, claim: Claim) -> None:
    reader = CurveReader(claim.run)
    store.flush(claim, batches(1, 10), step=10)
    reader.read(store)
    store.flush(claim, [epoch(1, 0.2)], epoch=1, step=10)
    store.flush(claim, batches(11, 12), step=12)
    assert [point.epoch for point in reader.read(store)[1].epochs] == [1]


def test_several_events_of_one_step_are_all_read_once(store: Store, claim: Claim) -> None:
    reader = CurveReader(claim.run)
    store.flush(claim, [event(0, "started"), event(7, "learning rate 0.001 → 0.01")], step=7)
    reader.read(store)
    store.flush(claim, [event(7, "paused")], step=7)
    notes = [event.note for event in reader.read(store)[1].events]
    assert notes == ["started", "learning rate 0.001 → 0.01", "paused"]
    assert len(reader.read(store)[1].events) == 3


def test_the_best_epoch_has_the_lowest_validation_loss(store: Store, claim: Claim) -> None:
    losses = [0.3, 0.1, None, 0.2]
    store.flush(claim, [epoch(number, loss) for number, loss in enumerate(losses, start=1)])
    best = CurveReader(claim.run).read(store)[1].best_epoch
    assert best is not None
    assert best.epoch == 2


def test_without_validation_there_is_no_best_epoch(store: Store, claim: Claim) -> None:
    store.flush(claim, [epoch(1, None)])
    assert CurveReader(claim.run).read(store)[1].best_epoch is None


def test_a_new_attempt_is_read_from_its_checkpoint_on(store: Store, claim: Claim) -> None:
    reader = CurveReader(claim.run)
    store.flush(claim, batches(1, 5), step=5, artifacts={"checkpoint": b"at step 5"})
    store.flush(claim, batches(6, 9), step=9)
    assert len(reader.read(store)[1].loss.samples) == 9
    store.lost(claim, "The worker was ended by signal 9 (SIGKILL).")
    store.resume(claim.run)
    second = store.claim(1)
    assert second
    store.flush(second, [batch(6, loss=7.0)], step=6)
    assert reader.read(store)[1].loss.samples[-2:] == ((5, 1 / 5), (6, 7.0))


def test_a_reset_empties_the_curves_before_the_run_is_taken_again(
    store: Store, claim: Claim
) -> None:
    reader = CurveReader(claim.run)
    store.flush(claim, batches(1, 5), step=5)
    store.end(claim, State.FINISHED)
    assert reader.read(store)[1].loss.samples
    store.reset(claim.run)
    run, curves = reader.read(store)
    assert run.state is State.QUEUED
    assert curves.loss.samples == ()


def test_a_loss_that_is_not_a_number_is_a_gap(store: Store, claim: Claim) -> None:
    store.flush(claim, [batch(1), batch(2, float("nan")), batch(3)], step=3)
    samples = CurveReader(claim.run).read(store)[1].loss.samples
    assert samples == ((1, 1.0), (2, None), (3, 1 / 3))


def test_a_long_run_is_read_in_chunks(
    store: Store, claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(curves_module, "CHUNK_STEPS", 30)
    store.flush(claim, batches(1, 100), step=100)
    curves = CurveReader(claim.run).read(store)[1]
    assert [step for step, _ in curves.loss.samples] == list(range(1, 101))


def test_threads_that_share_a_reader_read_nothing_twice(store: Store, claim: Claim) -> None:
    reader = CurveReader(claim.run)

    def watch() -> None:
        for _ in range(20):
            reader.read(store)

    threads = [threading.Thread(target=watch) for _ in range(3)]
    for thread in threads:
        thread.start()
    for first in range(1, 200, 10):
        store.flush(claim, batches(first, first + 9), step=first + 9)
    for thread in threads:
        thread.join()
    steps = [step for step, _ in reader.read(store)[1].loss.samples]
    assert steps == list(range(1, 201))

"""The store's rules, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import math
import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import sqlalchemy as sa

from cnn_core.presets import ARTICLE, MLP
from cnn_core.records import Claim, Point, RunNotFound, State, StoreError
from cnn_core.store import Store
from tests.stored_runs import RESULT, batch, begun, ended


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

"""Who works on a sweep: one driver at a time, whatever becomes of the others."""

from __future__ import annotations

import json
import logging

import pytest
import sqlalchemy as sa

from cnn_core.database.sweeps import LEASE_SECONDS
from cnn_core.database.tables import sweep_journal, sweeps
from cnn_core.records import LeaseLost
from cnn_core.store import Store
from cnn_core.sweeps.driver import Sweeper
from cnn_core.sweeps.records import Driving, SweepState
from tests.processes import wait_for
from tests.sweep_runs import (
    begun,
    change,
    states,
    sweep_of,
    train_queued,
    work,
)

pytestmark = pytest.mark.usefixtures("unweighed")


def test_one_driver_at_a_time(any_store: Store) -> None:
    number, first = begun(any_store, at_once=2)
    other_store = Store(any_store.url)
    second = Sweeper(other_store)
    second.step()
    assert len(any_store.queue()) == 2
    with pytest.raises(LeaseLost):
        any_store.sweeps.end(Driving(number, "a third"), SweepState.FAILED, "no")
    first.close()
    second.step()
    train_queued(any_store)
    first.step()
    assert len(any_store.queue()) == 0
    second.step()
    assert len(any_store.sweeps.read(number).trials) == 4
    second.close()
    other_store.close()


def test_a_driver_that_slept_writes_no_more(any_store: Store) -> None:
    number, sleeper = begun(any_store, runs=4)
    search = sleeper._searches[number]
    change(any_store, number, heartbeat=sweeps.c.heartbeat - LEASE_SECONDS - 1)
    other = Sweeper(any_store)
    other.step()
    train_queued(any_store)
    with pytest.raises(LeaseLost):
        search.step()
    assert states(any_store.sweeps.read(number)) == ["open"]
    sleeper.step()
    other.step()
    assert states(any_store.sweeps.read(number)) == ["finished", "open"]
    other.close()
    sweep = work(any_store, number)
    assert [trial.run for trial in sweep.trials] == [1, 2, 3, 4]


def test_two_drivers_in_turns_do_as_one(store: Store) -> None:
    number = store.sweeps.submit(sweep_of(method="tpe", runs=13), "a sweep")
    while store.sweeps.read(number).active:
        sweeper = Sweeper(store)
        sweeper.step()
        train_queued(store)
        sweeper.close()
    alone = work(store, store.sweeps.submit(sweep_of(method="tpe", runs=13), "a sweep"))
    tried = [trial.values for trial in store.sweeps.read(number).trials]
    assert tried == [trial.values for trial in alone.trials]


def test_a_damaged_study_ends_its_sweep_only(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    numbers = [store.sweeps.submit(sweep_of(), name) for name in ("a", "b", "c")]
    with store._database.writing() as connection:
        rows = [
            {"sweep": numbers[0], "position": 0, "entry": "{"},
            {"sweep": numbers[1], "position": 0, "entry": json.dumps({"op_code": 7})},
        ]
        connection.execute(sa.insert(sweep_journal), rows)
    Sweeper(store).step()
    found = [store.sweeps.read(number) for number in numbers]
    assert [sweep.state for sweep in found] == ["failed", "failed", "running"]
    assert found[0].message == "Optuna's study of this sweep is damaged."


def test_a_sweep_that_cannot_be_read_keeps_nobody_waiting(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    damaged, whole = (store.sweeps.submit(sweep_of(), name) for name in ("a", "b"))
    definition = sweep_of().to_json()
    change(store, damaged, spec="{")
    sweeper = Sweeper(store)
    for _ in range(3):
        sweeper.step()
    assert caplog.messages == [
        "A sweep waits for the store. Sweep 1 was stored in a form that cannot be read."
    ]
    assert len(store.sweeps.read(whole).trials) == 1
    change(store, damaged, spec=definition)
    sweeper.step()
    assert len(store.sweeps.read(damaged).trials) == 1


def test_a_server_works_on_sweeps_beside_its_pages(store: Store) -> None:
    sweeper = Sweeper(store)
    sweeper.start()
    number = store.sweeps.submit(sweep_of(), "a sweep")
    wait_for(store.queue)
    sweeper.close()
    assert len(store.sweeps.read(number).trials) == 1
    assert store.sweeps.take("another") == [number]

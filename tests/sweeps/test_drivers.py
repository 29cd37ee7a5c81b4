"""Drivers of sweeps as processes that are killed, put to sleep, and two at a time."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer

import pytest
from pydantic import JsonValue

import cnn_core.sweeps.search  # noqa: F401 (the processes below have it loaded already)
from cnn_core.database import sweeps as shelf
from cnn_core.records import Claim, State, StoreError
from cnn_core.store import Store
from cnn_core.sweeps import importance as sweep_importance
from cnn_core.sweeps.driver import Sweeper
from cnn_core.sweeps.records import Sweep, TrialState
from cnn_core.sweeps.study import Study
from tests.processes import wait_for
from tests.sweep_runs import sweep_of, train_queued

RUNS = 18
SPEC = sweep_of(runs=RUNS, at_once=3, prune=True)


@pytest.fixture(autouse=True)
def short_leases(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a driver that is gone is replaced soon; and no process that weighs the fields."""
    monkeypatch.setattr(shelf, "LEASE_SECONDS", 0.3)
    monkeypatch.setattr(sweep_importance, "FEWEST_RUNS", 1000)


def drive(store: Store) -> None:
    """Work on the store's sweeps until the process is ended."""
    sweeper = Sweeper(store)
    while True:
        with suppress(StoreError):
            sweeper.step()
        time.sleep(0.02)


def drive_and_train(store: Store) -> None:
    sweeper = Sweeper(store)
    while True:
        sweeper.step()
        train_queued(store)
        time.sleep(0.08)  # A quick machine would reach the end between two kills.


@contextmanager
def process(work: Callable[[Store], None], url: str) -> Iterator[int]:
    """A process that works on the store; its number. It is killed at the end."""
    number = os.fork()
    if number == 0:
        with suppress(BaseException):
            work(Store(url))
        os._exit(1)
    try:
        yield number
    finally:
        os.kill(number, signal.SIGKILL)
        os.waitpid(number, 0)


def interrupt_lost(store: Store) -> None:
    """What `recover` does, without waiting for silence: their trainer was killed."""
    for run in store.runs():
        if run.state is State.RUNNING:
            store.lost(Claim(run.id, run.attempt), "killed")


def check_whole(store: Store, sweep: Sweep) -> None:
    """No trial lost or doubled: each has its run, and each run its trial, with its settings."""
    assert sweep.message == f"All {RUNS} settings were tried."
    assert [trial.number for trial in sweep.trials] == list(range(RUNS))
    runs = {run.id for run in store.runs()}
    assert len(runs) == RUNS
    assert {trial.run for trial in sweep.trials} == runs
    assert not store.queue()
    for trial in sweep.trials:
        training = store.run(trial.run).spec.training
        assert (training.learning_rate, training.batch_size) == trial.values
        assert trial.state in (TrialState.FINISHED, TrialState.PRUNED)


def undisturbed() -> list[tuple[JsonValue, ...]]:
    """The settings that the study chooses in one process."""
    study = Study(SPEC, [])
    return [study.ask()[1] for _ in range(RUNS)]


def test_a_driver_that_is_killed_again_and_again_loses_and_doubles_nothing(store: Store) -> None:
    number = store.sweeps.submit(SPEC, "a sweep")
    chance, kills = random.Random(0), 0
    while store.sweeps.read(number).active:
        with process(drive_and_train, store.url):
            before = len(store.sweeps.read(number).trials)
            wait_for(lambda before=before: moved_on(store, number, before))
            time.sleep(chance.uniform(0, 0.1))
        kills += 1
        interrupt_lost(store)
    assert kills >= 3
    sweep = store.sweeps.read(number)
    check_whole(store, sweep)
    assert [trial.values for trial in sweep.trials] == undisturbed()


def test_two_drivers_of_which_one_sleeps_now_and_then_do_as_one(any_store: Store) -> None:
    number = any_store.sweeps.submit(SPEC, "a sweep")
    chance, url = random.Random(1), any_store.url
    with process(drive, url) as first, process(drive, url) as second:
        while any_store.sweeps.read(number).active:
            asleep = chance.choice([first, second])
            os.kill(asleep, signal.SIGSTOP)
            # It may sleep within a transaction, for whose end the training waits.
            waking = Timer(chance.uniform(0.1, 0.5), os.kill, (asleep, signal.SIGCONT))
            waking.start()
            train_queued(any_store)
            waking.join()
            train_queued(any_store)
    sweep = any_store.sweeps.read(number)
    check_whole(any_store, sweep)
    assert [trial.values for trial in sweep.trials] == undisturbed()


def moved_on(store: Store, number: int, before: int) -> bool:
    sweep = store.sweeps.read(number)
    return len(sweep.trials) > before or not sweep.active

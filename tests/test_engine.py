"""The engine with a fake worker, which is a real process: only Keras is missing.

Processes are killed and stopped for real. See tests/learning for the engine with the real worker.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from cnn_core.engine import Engine
from cnn_core.records import State, StoreError
from cnn_core.store import Store
from tests.processes import children, wait_for
from tests.programs import FAKE, NEVER_READY
from tests.watched_runs import (
    Start,
    new_children,
    submit,
    wait_until_ended,
    wait_until_training,
)


def test_a_run_submitted_to_a_warm_engine_starts_at_once(
    store: Store, start_engine: Start, quick: None
) -> None:
    engine = start_engine()
    wait_for(lambda: engine.spare_ready)
    run = submit(store, "now")
    engine.wake()
    submitted = time.monotonic()
    wait_until_training(store, run)
    assert time.monotonic() - submitted < 1.5
    wait_until_ended(store, run)


def test_a_crash_interrupts_the_run_and_not_the_queue(store: Store, start_engine: Start) -> None:
    crashed, next_one = submit(store, "crash"), submit(store, "next")
    start_engine()
    wait_until_ended(store, crashed, next_one)
    run = store.run(crashed)
    assert (run.state, run.crashes, run.checkpoint_step) == (State.INTERRUPTED, 1, 2)
    assert run.message == "The worker ended with status 1: the fake crashed"
    assert store.run(next_one).state is State.FINISHED


def test_a_killed_worker_is_told_and_the_run_resumed(store: Store, start_engine: Start) -> None:
    before = children(os.getpid())
    run = submit(store, "endless")
    engine = start_engine(spare=False)
    wait_until_training(store, run)
    (worker,) = new_children(before)
    os.kill(worker, signal.SIGKILL)
    wait_until_ended(store, run)
    assert store.run(run).message == "The worker was ended by signal 9 (SIGKILL)."
    wait_for(lambda: worker not in children(os.getpid()))
    store.resume(run)
    engine.wake()
    wait_until_ended(store, run)
    found = store.run(run)
    assert (found.state, found.attempt, found.crashes) == (State.FINISHED, 2, 1)
    assert [point.step for point in store.points(run)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (NEVER_READY, "status 1: ImportError: no module named keras"),
        (("/no/such/program",), "cannot be started: No such file or directory"),
        ((sys.executable, "-c", "print('{}')"), "ended before its work was done"),
    ],
)
def test_runs_do_not_wait_for_a_worker_that_cannot_start(
    store: Store, start_engine: Start, command: Sequence[str], reason: str
) -> None:
    runs = [submit(store, name) for name in "ab"]
    start_engine(command, spare=False)
    wait_until_ended(store, *runs)
    for run in map(store.run, runs):
        assert run.state is State.INTERRUPTED
        assert reason in (run.message or "")


def test_two_slots_train_two_runs_at_once(store: Store, start_engine: Start) -> None:
    runs = [submit(store, "endless") for _ in range(3)]
    start_engine(slots=2)
    wait_until_training(store, runs[0])
    wait_until_training(store, runs[1])
    assert store.run(runs[2]).state is State.QUEUED
    store.stop(runs[0])
    wait_until_training(store, runs[2])
    assert store.run(runs[0]).state is State.STOPPED


@pytest.mark.postgres
def test_engines_meet_in_postgresql(postgres_url: str) -> None:
    store = Store(postgres_url)
    runs = [submit(store, str(number)) for number in range(4)]
    engines = [Engine(store, command=FAKE) for _ in range(2)]
    for engine in engines:
        engine.start()
    wait_until_ended(store, *runs)
    for engine in engines:
        engine.close()
    assert {(run.state, run.attempt) for run in store.runs()} == {(State.FINISHED, 1)}
    store.close()


def test_closing_ends_all_workers(store: Store, start_engine: Start) -> None:
    before = children(os.getpid())
    run = submit(store, "endless")
    engine = start_engine()
    wait_until_training(store, run)
    closed = time.monotonic()
    engine.close()
    assert time.monotonic() - closed < 3
    assert not new_children(before)
    assert store.run(run).state is State.INTERRUPTED
    assert store.run(run).message == "The server was closed during the training."


def test_one_run_is_trained_alone_for_the_command_line(store: Store, start_engine: Start) -> None:
    waiting, wanted = submit(store, "waiting"), submit(store, "wanted")
    start_engine(spare=False, started=False).run_one(wanted)
    assert store.run(wanted).state is State.FINISHED
    assert store.run(waiting).state is State.QUEUED


def test_one_run_that_crashes_returns(store: Store, start_engine: Start) -> None:
    run = submit(store, "crash")
    start_engine(spare=False, started=False).run_one(run)
    assert store.run(run).state is State.INTERRUPTED


def test_one_run_that_another_engine_trains_is_waited_for(
    store: Store, start_engine: Start
) -> None:
    run = submit(store, "elsewhere")
    start_engine()
    start_engine(spare=False, started=False).run_one(run)
    assert (store.run(run).state, store.run(run).attempt) == (State.FINISHED, 1)


def test_the_worker_starts_wherever_the_server_was_started(
    store: Store, start_engine: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cnn_core").mkdir()
    monkeypatch.chdir(tmp_path)
    run = submit(store, "from afar")
    start_engine()
    wait_until_ended(store, run)
    assert store.run(run).state is State.FINISHED


def test_the_engine_outlives_a_store_that_fails_for_a_while(
    store: Store, start_engine: Start, quick: None, caplog: pytest.LogCaptureFixture
) -> None:
    file = Path(store.url.removeprefix("sqlite:///"))
    away = file.with_suffix(".away")
    start_engine(spare=False)
    with caplog.at_level(logging.ERROR):
        store.close()
        file.rename(away)
        file.mkdir()
        wait_for(lambda: "cannot be used" in caplog.text)
        file.rmdir()
        away.rename(file)
    run = submit(store, "after the trouble")
    wait_until_ended(store, run)
    assert store.run(run).state is State.FINISHED


@pytest.mark.parametrize("text", ["0", "-1", "two", ""])
def test_slots_come_from_the_environment(
    store: Store, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("CNN_LAB_SLOTS", "3")
    assert Engine(store).slots == 3
    monkeypatch.setenv("CNN_LAB_SLOTS", text)
    with pytest.raises(StoreError, match=r"CNN_LAB_SLOTS: expected .* Received: "):
        Engine(store)

"""Processes of the engine that are killed, closed or asleep, with a fake worker.

The cluster's: tests/cluster/test_faults.py.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from cnn_core.records import State
from cnn_core.store import Store
from tests.processes import children, is_running, wait_for
from tests.programs import FAKE, ROOT
from tests.watched_runs import (
    LEASE,
    Start,
    new_children,
    submit,
    wait_until_ended,
    wait_until_training,
)


@contextmanager
def server(store: Store) -> Iterator[subprocess.Popen[bytes]]:
    """A process that holds an engine, as the server of the pages does."""
    program = f"""
import signal, time
import cnn_core.engine, cnn_core.store
from cnn_core.engine import Engine
from cnn_core.store import Store
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it
cnn_core.engine.HOUSE_SECONDS = 0.5
cnn_core.store.LEASE_SECONDS = {LEASE}
Engine(Store({store.url!r}), spare=False, command={FAKE!r}).start()
time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


def test_a_worker_that_sleeps_through_its_lease_is_ended(
    store: Store, start_engine: Start, quick: None
) -> None:
    before = children(os.getpid())
    run, next_one = submit(store, "endless"), submit(store, "next")
    start_engine(spare=False)
    wait_until_training(store, run)
    (worker,) = new_children(before)
    os.kill(worker, signal.SIGSTOP)
    wait_until_ended(store, run, next_one)
    assert store.run(run).state is State.INTERRUPTED
    assert "silent" in (store.run(run).message or "")
    assert store.run(next_one).state is State.FINISHED
    assert worker not in children(os.getpid())


def test_a_worker_that_wakes_up_in_another_engines_time_writes_nothing(
    store: Store, start_engine: Start, quick: None
) -> None:
    """The first engine's process sleeps as well, as when a laptop is closed."""
    run = submit(store, "endless")
    with server(store) as first:
        wait_until_training(store, run)
        (worker,) = children(first.pid)
        os.kill(first.pid, signal.SIGSTOP)
        os.kill(worker, signal.SIGSTOP)
        wait_for(store.recover)
        store.resume(run)
        start_engine()
        wait_until_ended(store, run)
        ended = store.run(run)
        os.kill(worker, signal.SIGCONT)
        wait_for(lambda: not is_running(worker))
        assert store.run(run) == ended
        assert [point.step for point in store.points(run)] == [1, 2, 3, 4, 5]


def test_a_killed_server_takes_its_worker_along(
    store: Store, start_engine: Start, quick: None
) -> None:
    run = submit(store, "endless")
    with server(store) as killed:
        wait_until_training(store, run)
        (worker,) = children(killed.pid)
        killed.kill()
    wait_for(lambda: not is_running(worker), seconds=2)
    assert store.run(run).state is State.RUNNING
    engine = start_engine()
    wait_until_ended(store, run)
    assert store.run(run).state is State.INTERRUPTED
    store.resume(run)
    engine.wake()
    wait_until_ended(store, run)
    assert store.run(run).state is State.FINISHED


def test_a_machine_that_has_slept_goes_on(store: Store) -> None:
    """All sleep, as when a laptop is closed, for longer than the lease."""
    run = submit(store, "endless")
    with server(store) as asleep:
        wait_until_training(store, run)
        (worker,) = children(asleep.pid)
        for process in (asleep.pid, worker):
            os.kill(process, signal.SIGSTOP)
        time.sleep(LEASE + 0.5)
        for process in (asleep.pid, worker):
            os.kill(process, signal.SIGCONT)
        time.sleep(1)
        assert store.run(run).state is State.RUNNING
        store.stop(run)
        wait_until_ended(store, run)
        assert store.run(run).state is State.STOPPED


def test_a_server_ended_by_ctrl_c_leaves_its_run_interrupted(store: Store) -> None:
    run = submit(store, "endless")
    with server(store) as leaving:
        wait_until_training(store, run)
        leaving.send_signal(signal.SIGINT)
        leaving.wait(timeout=10)
    assert store.run(run).message == "The server was closed during the training."

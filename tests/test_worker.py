"""Real workers with Keras, each a process of its own, through the protocol and a real store."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import pytest

from cnn_core.overrides import override
from cnn_core.presets import ARTICLE
from cnn_core.spec import RunSpec
from cnn_core.store import Claim, State, Store
from cnn_core.worker_process import WorkerProcess
from tests import processes

pytestmark = pytest.mark.slow

COMMAND = (sys.executable, "-m", "cnn_core.worker")
DONE = "The worker ended before its work was done."
"""What the engine says of a worker with exit status 0, when the store does not say more."""
IMPATIENT = """
import runpy
from cnn_core.learning import link
link.RETRY_SECONDS = 0.5
runpy.run_module("cnn_core.worker", run_name="__main__", alter_sys=True)
"""
"""A real worker that does not try for long to write to a full disk."""
ALONE = override(ARTICLE, ["hardware.intra_op_threads=1"])
"""For less work, where a test only waits for some."""
Start = Callable[..., WorkerProcess]
wait_for = partial(processes.wait_for, seconds=60)


@pytest.fixture
def start(store: Store) -> Iterator[Start]:
    """Starts workers that are ready; all are ended in the end."""
    workers: list[WorkerProcess] = []

    def make(command: Sequence[str] = COMMAND) -> WorkerProcess:
        worker = WorkerProcess(command, store.url)
        workers.append(worker)
        worker.wait_until_ready()
        return worker

    yield make
    for worker in workers:
        worker.end(grace=0)


def hand_over(store: Store, worker: WorkerProcess, spec: RunSpec) -> Claim:
    """Submit the spec, and give the run to the worker."""
    store.submit(spec, "of a test")
    claim = store.claim(slots=9)
    assert claim
    worker.send({"job": "train", "run": claim.run, "attempt": claim.attempt})
    return claim


def wait_for_end(worker: WorkerProcess) -> str:
    """How it ended, in the engine's words."""
    wait_for(lambda: not worker.alive)
    worker.end()
    return worker.ending()


def test_first_point_and_stop_come_soon(store: Store, start: Start) -> None:
    worker = start()
    began = time.monotonic()
    claim = hand_over(store, worker, ARTICLE)
    wait_for(lambda: store.points(claim.run, ("batch",)))
    first_point = time.monotonic() - began
    time.sleep(0.5)
    began = time.monotonic()
    store.stop(claim.run)
    wait_for(lambda: store.run(claim.run).state is State.STOPPED)
    stopped = time.monotonic() - began
    assert store.artifact(claim.run, "model")
    assert wait_for_end(worker) == DONE
    assert store.run(claim.run).result
    # Promised are 2 s and 1 s (benchmarks/); the machine of a test may be busy.
    assert first_point < 6
    assert stopped < 3


def test_a_worker_that_lost_its_run_writes_no_more(store: Store, start: Start) -> None:
    worker = start()
    claim = hand_over(store, worker, ALONE)
    wait_for(lambda: store.points(claim.run))
    os.kill(worker.pid, signal.SIGSTOP)
    assert store.lost(claim, "asleep")
    step = store.run(claim.run).step
    os.kill(worker.pid, signal.SIGCONT)
    assert wait_for_end(worker).startswith("The worker ended with status 3")
    assert (store.run(claim.run).state, store.run(claim.run).step) == (State.INTERRUPTED, step)


def test_a_full_disk_ends_the_run_with_that_reason(store: Store, start: Start) -> None:
    limit = 'ulimit -f 2000; exec "$0" "$@"'  # about 1 MB a file
    worker = start(("sh", "-c", limit, sys.executable, "-c", IMPATIENT))
    claim = hand_over(store, worker, ALONE)
    ending = wait_for_end(worker)
    # Where not even the reason can be written, the worker's last words hold it.
    store.lost(claim, ending)
    run = store.run(claim.run)
    assert run.state in (State.FAILED, State.INTERRUPTED)
    assert "disk" in str(run.message)
    assert len(store.points(run.id)) == run.step

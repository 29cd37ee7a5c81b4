"""The engine with the real worker: killed at every level, a run loses nothing but time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from cnn_core.layers import Architecture, Conv2D, Dropout, Flatten, MaxPooling2D, Output
from cnn_core.learning import attempt
from cnn_core.learning.images import split_of
from cnn_core.records import Run, State
from cnn_core.spec import Data, RunSpec, Training
from cnn_core.store import Point, Store
from tests.learning.tiny import MemoryLink, train
from tests.processes import children, is_running, wait_for
from tests.stored_runs import silence

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LONG = RunSpec(
    architecture=Architecture(
        layers=(Conv2D(filters=8), MaxPooling2D(), Dropout(rate=0.2), Flatten(), Output())
    ),
    data=Data(train_images=2000),
    training=Training(batch_size=32, epochs=10_000),
)
"""Many minutes: it ends when it is stopped."""
SERVER = """
import sys, time
from cnn_core.engine import Engine
from cnn_core.store import Store
Engine(Store(sys.argv[1]), spare=False).start()
time.sleep(600)
"""


def wait_for_steps(store: Store, run: int) -> int:
    """Returns the last saved step, once there is a further one."""
    before = store.run(run).checkpoint_step
    wait_for(lambda: store.run(run).checkpoint_step > before, seconds=90)
    return store.run(run).checkpoint_step


def arrays(data: bytes | None) -> Mapping[str, bytes]:
    """All of a checkpoint but its times."""
    assert data
    with np.load(BytesIO(data), allow_pickle=False) as npz:
        return {name: npz[name].tobytes() for name in npz.files if name.count("/")}


def figures(points: Sequence[Point]) -> list[tuple[int, float | None, float | None]]:
    return [(point.step, point.loss, point.val_loss) for point in points]


class UpTo(MemoryLink):
    """Wants a pause once the last step of a run, and of its epochs the last one, is done."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run

    @property
    def action(self) -> str:
        reached = self.step == self._run.step and len(self.points("epoch")) == self._run.epoch
        return "pause" if reached else "run"


def uninterrupted(store: Store, run: Run) -> MemoryLink:
    """The same training in this process, as far as the run has come."""
    link = UpTo(run)
    train(run.spec, split_of(store, run), link, longest_chunk=1)
    return link


def train_with_killed_processes(store: Store, run: int) -> None:
    """First its worker is killed, then the server, and the second worker ends with that."""
    with subprocess.Popen([sys.executable, "-c", SERVER, store.url], cwd=ROOT) as server:
        try:
            saved = wait_for_steps(store, run)
            (worker,) = children(server.pid)
            os.kill(worker, signal.SIGKILL)
            wait_for(lambda: store.run(run).state is State.INTERRUPTED, seconds=30)
            assert store.run(run).message == "The worker was ended by signal 9 (SIGKILL)."
            assert store.run(run).checkpoint_step >= saved
            store.resume(run)
            wait_for_steps(store, run)
            (orphan,) = children(server.pid)
        finally:
            server.kill()
    wait_for(lambda: not is_running(orphan), seconds=3)


def test_a_run_outlives_its_worker_and_its_server(store: Store) -> None:
    number = store.submit(LONG, "long")
    train_with_killed_processes(store, number)
    silence(store, number)
    assert store.recover() == [number]
    store.resume(number)
    claim = store.claim(slots=1)
    assert claim
    store.stop(number)
    attempt.train(store, claim)

    run = store.run(number)
    assert (run.state, run.attempt, run.crashes) == (State.STOPPED, 3, 2)
    assert run.result
    assert store.artifact(number, "model")
    expected = uninterrupted(store, run)
    assert figures(store.points(number, ["batch"])) == figures(expected.points("batch"))
    assert figures(store.points(number, ["epoch"])) == figures(expected.points("epoch"))
    assert arrays(store.artifact(number, "checkpoint")) == arrays(expected.checkpoint)
    snapshots = [p.artifacts["snapshots"] for p in expected.parcels if "snapshots" in p.artifacts]
    assert store.artifact(number, "snapshots") == snapshots[-1]

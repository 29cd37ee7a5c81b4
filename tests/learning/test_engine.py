"""The engine with the real worker: killed at every level, a run comes to its end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cnn_core.engine import Engine
from cnn_core.layers import Architecture, Flatten, Output
from cnn_core.presets import ARTICLE
from cnn_core.records import State
from cnn_core.spec import RunSpec
from cnn_core.store import Store
from tests.processes import children, is_running, wait_for

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
LONG = RunSpec(
    architecture=Architecture(layers=(Flatten(), Output())),
    data=ARTICLE.data.model_copy(update={"train_images": 1000}),
    training=ARTICLE.training.model_copy(update={"epochs": 10_000}),
)
"""A minute or two at least: it ends when it is stopped."""
SERVER = """
import sys, time
from cnn_core.engine import Engine
from cnn_core.store import Store
Engine(Store(sys.argv[1]), spare=False).start()
time.sleep(600)
"""


@pytest.fixture
def engine(store: Store) -> Iterator[Engine]:
    engine = Engine(store, spare=False)
    yield engine
    engine.close()


def wait_for_steps(store: Store, run: int, more: int = 1) -> int:
    """Returns the worker's process number once it has saved `more` further steps."""
    before = store.run(run).checkpoint_step
    wait_for(lambda: store.run(run).checkpoint_step >= before + more, seconds=90)
    return store.run(run).checkpoint_step


def wait_until_interrupted(store: Store, run: int) -> None:
    wait_for(lambda: store.run(run).state is State.INTERRUPTED, seconds=30)


def test_a_run_outlives_its_server_and_its_worker(store: Store, engine: Engine) -> None:
    run = store.submit(LONG, "long")
    with subprocess.Popen([sys.executable, "-c", SERVER, store.url], cwd=ROOT) as server:
        try:
            wait_for_steps(store, run)
            (orphan,) = children(server.pid)
        finally:
            server.kill()
    wait_for(lambda: not is_running(orphan), seconds=3)

    before = children(os.getpid())
    engine.start()
    wait_until_interrupted(store, run)
    store.resume(run)
    saved = wait_for_steps(store, run)
    (worker,) = children(os.getpid()).keys() - before.keys()
    os.kill(worker, signal.SIGKILL)
    wait_until_interrupted(store, run)
    assert store.run(run).message == "The worker was ended by signal 9 (SIGKILL)."
    assert store.run(run).checkpoint_step >= saved

    store.resume(run)
    wait_for_steps(store, run)
    store.stop(run)
    wait_for(lambda: store.run(run).result, seconds=30)
    stopped = store.run(run)
    assert (stopped.state, stopped.attempt, stopped.crashes) == (State.STOPPED, 3, 2)
    steps = [point.step for point in store.points(run, ["batch"])]
    assert steps == list(range(1, stopped.step + 1))
    assert store.artifact(run, "model")

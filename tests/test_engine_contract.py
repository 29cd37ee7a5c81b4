"""What holds for every engine: that of one machine, and that of a Dask cluster.

Only Keras is missing: scheduler, Dask worker, PostgreSQL and the workers' processes are real.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import cnn_core.store
from cnn_core.cluster.engine import ClusterEngine
from cnn_core.cluster.retry import MAX_CRASHES
from cnn_core.engine import Engine
from cnn_core.presets import ARTICLE
from cnn_core.questions import Maximise, Study
from cnn_core.records import LATEST, Run, State, Studied
from cnn_core.store import Store
from tests.cluster_preload import FAKE, LEASE
from tests.dask_cluster import DaskCluster, own_database
from tests.processes import children, wait_for

AnyEngine = Engine | ClusterEngine
SECONDS = 90
"""For what takes a second or two on a quiet machine."""


@dataclass
class Place:
    """A store, how engines are made for it, and the process that starts the training workers."""

    store: Store
    make: Callable[[], AnyEngine]
    launcher: int


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('machine') / 'runs.sqlite'}")
    yield Place(store, lambda: Engine(store, 1, spare=False, command=FAKE), os.getpid())
    store.close()


@pytest.fixture(scope="module")
def cluster(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    store = Store(own_database(postgres_server))
    dask = DaskCluster(tmp_path_factory.mktemp("cluster"), store.url)
    dask.start_scheduler()
    worker = dask.start_worker()
    yield Place(
        store, lambda: ClusterEngine(store, dask.address, spare=False, command=FAKE), worker.pid
    )
    dask.close()
    store.close()


@pytest.fixture(params=["machine", pytest.param("cluster", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Place:
    monkeypatch.setattr(cnn_core.store, "LEASE_SECONDS", LEASE)
    found: Place = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def start(place: Place) -> Iterator[Callable[[], AnyEngine]]:
    engines: list[AnyEngine] = []

    def make() -> AnyEngine:
        engines.append(place.make())
        engines[-1].start()
        return engines[-1]

    yield make
    for engine in engines:
        engine.close()


@pytest.fixture
def engine(start: Callable[[], AnyEngine]) -> AnyEngine:
    return start()


def ended(store: Store, *runs: int) -> list[Run]:
    wait_for(lambda: not any(store.run(run).active for run in runs), seconds=SECONDS)
    return [store.run(run) for run in runs]


def wait_until_training(store: Store, run: int) -> None:
    wait_for(lambda: store.points(run, ["batch"]), seconds=SECONDS)


def fake_workers(launcher: int) -> list[int]:
    """The worker processes that a process has started, the spare among them."""
    arguments = {each: Path(f"/proc/{each}/cmdline").read_bytes() for each in children(launcher)}
    return [each for each, command in arguments.items() if b"tests.fake_worker" in command]


def test_queued_runs_are_trained_one_after_another(place: Place, engine: AnyEngine) -> None:
    store = place.store
    runs = [store.submit(ARTICLE, name) for name in "abc"]
    engine.wake()
    trained = ended(store, *runs)
    assert [(run.state, run.attempt) for run in trained] == [(State.FINISHED, 1)] * 3
    for earlier, later in pairwise(trained):
        assert (earlier.ended or 0) <= (later.started or 0)
    assert [point.step for point in store.points(runs[0])] == [1, 2, 3, 4, 5]
    wait_for(lambda: store.artifact(runs[2], "log"), seconds=SECONDS)
    assert store.artifact(runs[2], "log") == b"a line for the log\n"


def test_what_is_wanted_reaches_the_run(place: Place, engine: AnyEngine) -> None:
    """Stop while it trains, pause while it waits, and go on."""
    store = place.store
    first, second = (store.submit(ARTICLE, name) for name in ("endless", "waits"))
    engine.wake()
    wait_until_training(store, first)
    store.pause(second)
    store.stop(first)
    assert ended(store, first)[0].state is State.STOPPED
    assert (store.run(second).state, store.run(second).attempt) == (State.PAUSED, 0)
    store.resume(second)
    engine.wake()
    assert ended(store, second)[0].state is State.FINISHED


def test_a_stopped_run_leaves_the_queue(place: Place, engine: AnyEngine) -> None:
    store = place.store
    first, second, third = (store.submit(ARTICLE, name) for name in ("endless", "b", "c"))
    engine.wake()
    wait_until_training(store, first)
    store.stop(second)
    store.stop(first)
    assert ended(store, third)[0].state is State.FINISHED
    assert (store.run(second).state, store.run(second).attempt) == (State.STOPPED, 0)


def test_a_crash_is_told_and_the_queue_goes_on(place: Place, engine: AnyEngine) -> None:
    store = place.store
    crashed, following = store.submit(ARTICLE, "crash"), store.submit(ARTICLE, "next")
    engine.wake()
    assert ended(store, following)[0].state is State.FINISHED
    attempts = 1 if isinstance(engine, Engine) else 1 + MAX_CRASHES
    wait_for(lambda: store.run(crashed).crashes == attempts, seconds=SECONDS)
    run = store.run(crashed)
    assert (run.state, run.attempt, run.checkpoint_step) == (State.INTERRUPTED, attempts, 2)
    assert run.message == "The worker ended with status 1: the fake crashed"


def test_a_killed_worker_does_not_lose_the_run(place: Place, engine: AnyEngine) -> None:
    store = place.store
    number = store.submit(ARTICLE, "endless")
    engine.wake()
    wait_until_training(store, number)
    for worker in fake_workers(place.launcher):
        os.kill(worker, signal.SIGKILL)
    wait_for(lambda: store.run(number).crashes == 1, seconds=SECONDS)
    if store.run(number).state is State.INTERRUPTED and isinstance(engine, Engine):
        store.resume(number)
    wait_for(lambda: store.run(number).state is State.FINISHED, seconds=SECONDS)
    run = store.run(number)
    assert (run.attempt, run.crashes) == (2, 1)
    assert [point.step for point in store.points(number)] == [1, 2, 3, 4, 5]


def test_two_engines_train_each_run_once(place: Place, start: Callable[[], AnyEngine]) -> None:
    store = place.store
    runs = [store.submit(ARTICLE, str(number)) for number in range(4)]
    for engine in (start(), start()):
        engine.wake()
    trained = ended(store, *runs)
    assert {(run.state, run.attempt, run.crashes) for run in trained} == {(State.FINISHED, 1, 0)}
    in_time = sorted(trained, key=lambda run: run.started or 0)
    for earlier, later in pairwise(in_time):
        assert (earlier.ended or 0) <= (later.started or 0)


def test_one_run_is_waited_for(place: Place) -> None:
    """As the command line does, without starting the engine."""
    engine = place.make()
    run = place.store.submit(ARTICLE, "wanted")
    engine.run_one(run)
    engine.close()
    assert place.store.run(run).state is State.FINISHED


def test_questions_are_answered_here(place: Place, engine: AnyEngine) -> None:
    store = place.store
    run = store.submit(ARTICLE, "asked")
    engine.wake()
    ended(store, run)
    assert engine.calibrate(ARTICLE).result(timeout=SECONDS) == 0.25
    images = np.full((1, 28, 28), 7, np.uint8)
    assert engine.predict([run], images).result(timeout=SECONDS)[run].argmax() == 7
    asked = Study(run=run, moment=LATEST, question=Maximise(layer=3))
    engine.study(asked).result(timeout=SECONDS)
    assert store.studies.read(run, LATEST, Maximise(layer=3)) == Studied("network", b"3")

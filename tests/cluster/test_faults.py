"""A Dask cluster whose parts are killed, cut off and replaced while it trains; only Keras is fake.

The short lease is that of tests.cluster_preload. See tests/learning for the real worker.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from distributed import Client, Worker

import cnn_core.cluster.engine
import cnn_core.store
from cnn_core.cluster.engine import ClusterEngine
from cnn_core.cluster.fitness import Fitness
from cnn_core.presets import ARTICLE
from cnn_core.records import State
from cnn_core.store import Store
from tests import postgres
from tests.cluster_preload import LEASE
from tests.cut_line import CutLine
from tests.dask_cluster import DaskCluster, own_database
from tests.processes import wait_for

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
SECONDS = 90
"""For what takes a second or two on a quiet machine."""
SERVER = """
import sys, time
from cnn_core.cluster.engine import ClusterEngine
from cnn_core.store import Store
ClusterEngine(Store(sys.argv[1]), sys.argv[2], spare=False).start()
time.sleep(600)
"""


@pytest.fixture(scope="module")
def shared(postgres_server: str) -> Iterator[Store]:
    store = Store(own_database(postgres_server))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cnn_core.store, "LEASE_SECONDS", LEASE)
        patch.setattr(cnn_core.cluster.engine, "HOUSE_SECONDS", 0.5)
        patch.setattr(cnn_core.cluster.engine, "ANSWER_SECONDS", 1.0)
        yield store
    store.close()


@pytest.fixture(scope="module")
def dask(shared: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    """A scheduler, and at least one worker."""
    dask = DaskCluster(tmp_path_factory.mktemp("cluster"), shared.url)
    dask.start_scheduler()
    dask.start_worker()
    yield dask
    dask.close()


@pytest.fixture
def start(shared: Store, dask: DaskCluster) -> Iterator[Callable[..., ClusterEngine]]:
    engines: list[ClusterEngine] = []

    def make(address: str | None = None) -> ClusterEngine:
        engines.append(ClusterEngine(shared, address or dask.address, spare=False))
        engines[-1].start()
        return engines[-1]

    yield make
    for engine in engines:
        engine.close()


@contextmanager
def server(store: Store, dask: DaskCluster) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-c", SERVER, store.url, dask.address]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_until_training(store: Store, run: int) -> None:
    wait_for(lambda: store.points(run, ["batch"]), SECONDS)


def wait_until(store: Store, run: int, state: State) -> None:
    wait_for(lambda: store.run(run).state is state, SECONDS)


def test_dask_leaves_the_processor_to_the_training(dask: DaskCluster) -> None:
    with Client(dask.address, set_as_default=False) as client:
        client.wait_for_workers(1, timeout=SECONDS)
        (looks,) = client.run(milliseconds_between_looks).values()
    assert {looks[name] for name in ("tick", "memory_monitor", "profile")} == {1000.0}


def milliseconds_between_looks(dask_worker: Worker) -> dict[str, float]:
    return {name: each.callback_time for name, each in dask_worker.periodic_callbacks.items()}


def test_a_killed_server_is_not_missed(shared: Store, dask: DaskCluster) -> None:
    """The run in work goes on, and so does the queue; no other server is there."""
    runs = [shared.submit(ARTICLE, name) for name in ("endless", "next")]
    with server(shared, dask):
        wait_until_training(shared, runs[0])
    shared.stop(runs[0])
    wait_until(shared, runs[1], State.FINISHED)
    assert [shared.run(run).attempt for run in runs] == [1, 1]
    assert shared.run(runs[0]).state is State.STOPPED


def test_a_server_cut_off_from_its_scheduler_comes_back(
    shared: Store, dask: DaskCluster, start: Callable[..., ClusterEngine]
) -> None:
    with CutLine(dask.port) as line:
        engine = start(f"tcp://127.0.0.1:{line.port}")
        first = shared.submit(ARTICLE, "endless")
        wait_until_training(shared, first)
        line.cut()
        wait_for(lambda: "does not answer" in (engine.view.fault or ""), SECONDS)
        waiting = shared.submit(ARTICLE, "submitted meanwhile")
        shared.stop(first)
        wait_until(shared, first, State.STOPPED)
        assert shared.run(waiting).state is State.QUEUED
        line.mend()
        wait_until(shared, waiting, State.FINISHED)
        assert engine.view.fault is None
        assert [shared.run(run).attempt for run in (first, waiting)] == [1, 1]


def test_a_restarted_database_loses_no_run(
    shared: Store, start: Callable[..., ClusterEngine]
) -> None:
    start()
    run = shared.submit(ARTICLE, "endless")
    wait_until_training(shared, run)
    postgres.restart(shared.url)
    wait_until(shared, run, State.FINISHED)
    assert [point.step for point in shared.points(run)] == [1, 2, 3, 4, 5]


def test_a_killed_dask_workers_run_goes_on_elsewhere_without_a_server(
    shared: Store, dask: DaskCluster
) -> None:
    run = shared.submit(ARTICLE, "endless")
    with server(shared, dask):
        wait_until_training(shared, run)
    (killed,) = dask.workers
    other = dask.start_worker()
    killed.kill()
    killed.wait()
    wait_until(shared, run, State.FINISHED)
    found = shared.run(run)
    assert (found.attempt, found.crashes) == (2, 1)
    assert [point.step for point in shared.points(run)] == [1, 2, 3, 4, 5]
    assert other.poll() is None


def test_a_killed_schedulers_runs_are_handed_to_the_next_one(
    shared: Store, dask: DaskCluster, start: Callable[..., ClusterEngine]
) -> None:
    """Dask's workers end with their scheduler, so that there are new ones too."""
    engine = start()
    runs = [shared.submit(ARTICLE, name) for name in ("endless", "waits")]
    wait_until_training(shared, runs[0])
    scheduler = dask.scheduler
    scheduler.kill()
    scheduler.wait()
    wait_for(lambda: engine.view.fault, SECONDS)
    wait_until(shared, runs[0], State.QUEUED)
    dask.start_scheduler()
    dask.start_worker()
    for run in runs:
        wait_until(shared, run, State.FINISHED)
    assert [point.step for point in shared.points(runs[0])] == [1, 2, 3, 4, 5]
    assert shared.run(runs[1]).attempt == 1


def test_runs_wait_for_a_worker_that_fits(
    shared: Store, dask: DaskCluster, start: Callable[..., ClusterEngine], tmp_path: Path
) -> None:
    """Refused: another TensorFlow, a store of its own. Once a worker fits, the run is trained.

    Before, one that offers the slot by hand has it, and nothing of CNN Lab to begin it with.
    """
    for worker in dask.workers:
        worker.send_signal(signal.SIGTERM)
        worker.wait()
    engine = start()
    run = shared.submit(ARTICLE, "waits")
    other = tmp_path / "tensorflow-2.20.0.dist-info" / "METADATA"
    other.parent.mkdir()
    other.write_text("Metadata-Version: 2.1\nName: tensorflow\nVersion: 2.20.0\n")
    dask.start_worker(environment={"PYTHONPATH": str(tmp_path)})
    dask.start_worker(environment={"CNN_LAB_STORE": f"sqlite:///{tmp_path / 'own.sqlite'}"})
    wait_for(lambda: len(engine.view.workers) == 2, SECONDS)
    assert engine.view.fault is None
    assert "TensorFlow 2.20.0 instead of 2.21.0" in refusals(engine)
    assert "Set CNN_LAB_STORE to one PostgreSQL database" in refusals(engine)
    assert sum(worker.slots for worker in engine.view.workers) == 0
    assert shared.run(run).state is State.QUEUED

    slot = Fitness.of_this_machine(shared.identity()).slot
    wrong = dask.start_worker("--resources", f"{slot}=1", preload="json")
    wait_for(lambda: f"could not begin run {run}" in (engine.view.fault or ""), SECONDS)
    assert "without --preload cnn_core.cluster.worker" in refusals(engine)
    wrong.kill()
    wrong.wait()
    dask.start_worker()
    wait_until(shared, run, State.FINISHED)
    wait_for(lambda: engine.view.fault is None, SECONDS)


def refusals(engine: ClusterEngine) -> str:
    return " ".join(worker.refused or "" for worker in engine.view.workers)

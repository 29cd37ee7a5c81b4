"""A cluster with the real worker: a Dask worker is killed, and its run comes to its end."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cnn_core.cluster.engine import ClusterEngine
from cnn_core.layers import Architecture, Flatten, Output
from cnn_core.presets import ARTICLE
from cnn_core.records import State
from cnn_core.spec import RunSpec
from cnn_core.store import Store
from tests.dask_cluster import REAL, DaskCluster, own_database
from tests.processes import children, is_running, wait_for
from tests.stored_runs import silence

pytestmark = [pytest.mark.slow, pytest.mark.postgres]

SECONDS = 180
LONG = RunSpec(
    architecture=Architecture(layers=(Flatten(), Output())),
    data=ARTICLE.data.model_copy(update={"train_images": 1000}),
    training=ARTICLE.training.model_copy(update={"epochs": 10_000}),
)
"""A minute or two at least: it ends when it is stopped."""


@pytest.fixture
def shared(postgres_server: str) -> Iterator[Store]:
    store = Store(own_database(postgres_server))
    yield store
    store.close()


@pytest.fixture
def dask(shared: Store, tmp_path: Path) -> Iterator[DaskCluster]:
    dask = DaskCluster(tmp_path, shared.url)
    dask.start_scheduler()
    yield dask
    dask.close()


@pytest.fixture
def engine(shared: Store, dask: DaskCluster) -> Iterator[ClusterEngine]:
    engine = ClusterEngine(shared, dask.address, spare=False)
    engine.start()
    yield engine
    engine.close()


def test_a_run_outlives_its_dask_worker(
    shared: Store, dask: DaskCluster, engine: ClusterEngine
) -> None:
    run = shared.submit(LONG, "long")
    killed = dask.start_worker(preload=REAL)
    wait_for(lambda: shared.run(run).checkpoint_step > 0, SECONDS)
    (worker,) = children(killed.pid)
    killed.kill()
    killed.wait()
    wait_for(lambda: not is_running(worker), SECONDS)
    saved = shared.run(run).checkpoint_step
    silence(shared, run)
    dask.start_worker(preload=REAL)
    wait_for(lambda: shared.run(run).attempt == 2, SECONDS)
    wait_for(lambda: shared.run(run).step > saved, SECONDS)
    shared.stop(run)
    wait_for(lambda: shared.run(run).result, SECONDS)
    stopped = shared.run(run)
    assert (stopped.state, stopped.crashes) == (State.STOPPED, 1)
    steps = [point.step for point in shared.points(run, ["batch"])]
    assert steps == list(range(1, stopped.step + 1))
    assert shared.artifact(run, "model")

"""The cluster's engine with real schedulers, Dask workers and PostgreSQL; only Keras is missing.

Processes are killed and stopped for real. See tests/learning for a cluster with the real worker.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

import cnn_core.cluster
import cnn_core.store
from cnn_core.cluster import ClusterEngine
from cnn_core.presets import ARTICLE
from cnn_core.records import State, StoreError
from cnn_core.store import Store
from tests.cluster_preload import LEASE
from tests.dask_cluster import DaskCluster
from tests.processes import children, wait_for

pytestmark = pytest.mark.postgres

Start = Callable[[], ClusterEngine]


@pytest.fixture
def shared(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A store that machines can share; the lease is short, here as on the workers."""
    monkeypatch.setattr(cnn_core.store, "LEASE_SECONDS", LEASE)
    monkeypatch.setattr(cnn_core.cluster, "HOUSE_SECONDS", 0.5)
    store = Store(postgres_url)
    yield store
    store.close()


@pytest.fixture
def cluster(tmp_path: Path, shared: Store) -> Iterator[DaskCluster]:
    cluster = DaskCluster(tmp_path, shared.url)
    cluster.start_scheduler()
    yield cluster
    cluster.close()


@pytest.fixture
def start(shared: Store, cluster: DaskCluster) -> Iterator[Start]:
    engines: list[ClusterEngine] = []

    def make() -> ClusterEngine:
        engine = ClusterEngine(shared, cluster.address, spare=False)
        engines.append(engine)
        engine.start()
        return engine

    yield make
    for engine in engines:
        engine.close()


def submit(store: Store, name: str) -> int:
    return store.submit(ARTICLE, name)


def wait_until_ended(store: Store, *runs: int) -> None:
    wait_for(lambda: not any(store.run(run).active for run in runs), seconds=30)


def wait_until_training(store: Store, run: int) -> None:
    wait_for(lambda: store.points(run, ["batch"]), seconds=30)


def test_queued_runs_are_trained_in_their_order(
    shared: Store, cluster: DaskCluster, start: Start
) -> None:
    runs = [submit(shared, name) for name in "abcd"]
    engine = start()
    wait_for(lambda: engine.view.fault is None)
    cluster.start_worker()
    wait_until_ended(shared, *runs)
    trained = [shared.run(run) for run in runs]
    assert [run.state for run in trained] == [State.FINISHED] * 4
    for earlier, later in pairwise(trained):
        assert (earlier.ended or 0) <= (later.started or 0)

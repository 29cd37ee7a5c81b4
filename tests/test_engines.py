"""Which engine the environment asks for."""

from __future__ import annotations

import sys

import pytest

from cnn_core.cluster.engine import ClusterEngine
from cnn_core.engine import Engine
from cnn_core.engines import chosen_engine
from cnn_core.store import Store, StoreError


def test_without_a_scheduler_it_is_this_machines(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CNN_LAB_SCHEDULER", raising=False)
    assert isinstance(chosen_engine(store), Engine)
    monkeypatch.setenv("CNN_LAB_SCHEDULER", " ")
    assert isinstance(chosen_engine(store), Engine)


@pytest.mark.postgres
def test_with_a_scheduler_it_is_the_clusters(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNN_LAB_SCHEDULER", "tcp://127.0.0.1:9")
    store = Store(postgres_url)
    engine = chosen_engine(store)
    assert isinstance(engine, ClusterEngine)
    assert engine.devices is None
    assert "has not been asked" in (engine.reason_no_gpu or "")
    engine.close()
    store.close()


def test_a_file_is_refused_as_a_clusters_store(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNN_LAB_SCHEDULER", "tls://lab.example:8786")
    with pytest.raises(StoreError, match=r"Set CNN_LAB_STORE to one PostgreSQL database"):
        chosen_engine(store)


@pytest.mark.parametrize("address", ["localhost:8786", "http://a:1", "tcp://a", "tcp://a b:1"])
def test_an_address_that_is_none_is_told(
    store: Store, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("CNN_LAB_SCHEDULER", address)
    with pytest.raises(StoreError, match=r"^CNN_LAB_SCHEDULER: expected .* Received: "):
        chosen_engine(store)


def test_without_dask_it_says_what_to_install(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNN_LAB_SCHEDULER", "tcp://127.0.0.1:9")
    monkeypatch.delitem(sys.modules, "cnn_core.cluster.engine", raising=False)
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(StoreError, match=r"pip install -r requirements-cluster\.txt"):
        chosen_engine(store)

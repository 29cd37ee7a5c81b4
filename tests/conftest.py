"""Fixtures that tests of several rooms share."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, settings

import cnn_core.engine
import cnn_core.store
from cnn_core.database.tables import metadata
from cnn_core.engine import Engine
from cnn_core.store import Store
from tests import postgres
from tests.processes import children
from tests.programs import FAKE
from tests.watched_runs import LEASE, Start

# A busy machine is no fault of the code under test.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests come first: none is left to one process while the other waits."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store in a file of its own."""
    fresh = Store(f"sqlite:///{tmp_path / 'runs.sqlite'}")
    yield fresh
    fresh.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL database that the tests have to themselves."""
    programs = postgres.programs()
    if programs is None:
        reason = "PostgreSQL is not installed (Debian's package postgresql)."
        if os.environ.get("CNN_LAB_REQUIRE_ALL") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    with postgres.server(programs) as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The same, emptied after each test."""
    yield postgres_server
    engine = sa.create_engine(postgres_server)
    metadata.drop_all(engine)
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def any_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """An empty store, once in a file and once in PostgreSQL."""
    file = f"sqlite:///{tmp_path / 'runs.sqlite'}"
    fresh = Store(file if request.param == "sqlite" else request.getfixturevalue("postgres_url"))
    yield fresh
    fresh.close()


@pytest.fixture
def start_engine(store: Store) -> Iterator[Start]:
    """Makes engines on the store, with fake workers unless told otherwise.

    They are closed at the end, and leave no process behind.
    """
    engines: list[Engine] = []
    before = children(os.getpid())

    def make(
        command: Sequence[str] = FAKE, slots: int = 1, spare: bool = True, started: bool = True
    ) -> Engine:
        engine = Engine(store, slots, spare, command)
        engines.append(engine)
        if started:
            engine.start()
        return engine

    yield make
    for engine in engines:
        engine.close()
    assert not children(os.getpid()).keys() - before.keys()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A short lease, a housekeeper that looks often, and a spare at once."""
    monkeypatch.setattr(cnn_core.store, "LEASE_SECONDS", LEASE)
    monkeypatch.setattr(cnn_core.engine, "FIRST_PAGE_SECONDS", 0)
    monkeypatch.setattr(cnn_core.engine, "HOUSE_SECONDS", 0.1)

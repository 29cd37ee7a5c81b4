"""Groups of runs in the store, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import sqlalchemy as sa

from cnn_core.database.tables import group_members, run_groups, runs
from cnn_core.groups import seeds_of
from cnn_core.presets import ARTICLE, SMALL
from cnn_core.records import MAX_NAME, State, StoreError
from cnn_core.store import Store


def delete(store: Store, *numbers: int) -> None:
    """As somebody would who tidies up the database by hand."""
    engine = sa.create_engine(store.url)
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys = ON")
        connection.execute(sa.delete(runs).where(runs.c.id.in_(numbers)))
        connection.commit()
    engine.dispose()


def test_a_group_comes_back_as_it_was(any_store: Store) -> None:
    specs = seeds_of(SMALL, 3, "order")
    number = any_store.groups.submit(specs, " by order ", "order", expected_epoch_seconds=2.5)
    (group,) = any_store.groups.all()
    assert (group.id, group.name, group.kind) == (number, "by order", "order")
    assert abs(group.created - time.time()) < 5
    members = [any_store.run(run) for run in group.runs]
    assert [run.spec.training for run in members] == [spec.training for spec in specs]
    assert [run.name for run in members] == [f"by order · {i} of 3" for i in (1, 2, 3)]
    assert {(run.state, run.expected_epoch_seconds) for run in members} == {(State.QUEUED, 2.5)}
    assert [run.id for run in any_store.queue()] == list(group.runs)


def test_groups_are_listed_newest_first_without_what_is_deleted(any_store: Store) -> None:
    assert any_store.groups.all() == []
    any_store.submit(ARTICLE, "alone")
    first, second = (
        any_store.groups.submit(seeds_of(SMALL, 2, "both"), name, "both") for name in ("a", "b")
    )
    newest, oldest = any_store.groups.all()
    assert (newest.id, oldest.id) == (second, first)
    assert any_store.run(newest.runs[0]).name == "b · 1 of 2"
    delete(any_store, newest.runs[0], *oldest.runs)
    (left,) = any_store.groups.all()
    assert (left.id, left.runs) == (second, newest.runs[1:])


def test_runs_in_the_trash_are_counted(any_store: Store) -> None:
    any_store.groups.submit(seeds_of(SMALL, 3, "seed"), "three", "seed")
    (whole,) = any_store.groups.all()
    any_store.stop(whole.runs[0])
    any_store.trash.delete(whole.runs[:1])
    (left,) = any_store.groups.all()
    assert (whole.deleted, left.deleted, left.runs) == (0, 1, whole.runs[1:])
    any_store.trash.empty()
    assert any_store.groups.all()[0].deleted == 0


@pytest.mark.parametrize("name", ["", "x" * MAX_NAME])
def test_a_group_is_queued_as_a_whole_or_not_at_all(any_store: Store, name: str) -> None:
    """The longer one is too long with its number only."""
    with pytest.raises(StoreError, match="A name has"):
        any_store.groups.submit(seeds_of(SMALL, 2, "both"), name, "both")
    assert (any_store.runs(), any_store.groups.all()) == ([], [])


def test_a_store_made_earlier_gets_the_tables(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.sqlite'}"
    Store(url).close()
    engine = sa.create_engine(url)
    group_members.drop(engine)
    run_groups.drop(engine)
    engine.dispose()
    older = Store(url)
    assert older.groups.all() == []
    older.groups.submit(seeds_of(SMALL, 2, "weights"), "new", "weights")
    assert len(older.groups.all()) == 1
    older.close()

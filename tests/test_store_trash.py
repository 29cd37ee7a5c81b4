"""Deleting runs and taking that back, on SQLite and PostgreSQL alike."""

from __future__ import annotations

import time

import pytest
import sqlalchemy as sa

from cnn_core.database.tables import metadata, trash
from cnn_core.database.trash import DAY, KEPT_DAYS
from cnn_core.groups import seeds_of
from cnn_core.presets import ARTICLE, SMALL
from cnn_core.records import Point, RunNotFound, State, StoreError
from cnn_core.store import Store

EPOCH = Point("epoch", 1, 1, 1.0, val_accuracy=0.9)


def ended(store: Store, name: str = "ended") -> int:
    """A run with points, an artifact and a label."""
    number = store.submit(ARTICLE, name)
    store.stop(number)
    run = store.run(number)
    number = store.add(run, [EPOCH], {"payload": b"weights"})
    store.labels.tag([number], "old")
    store.labels.star([number])
    return number


def rows(store: Store, number: int) -> int:
    """Rows of the run in all tables that have some of runs."""
    engine = sa.create_engine(store.url)
    with engine.connect() as connection:
        found = sum(
            connection.scalar(
                sa.select(sa.func.count()).select_from(table).where(table.c.run == number)
            )
            or 0
            for table in metadata.tables.values()
            if "run" in table.c
        )
    engine.dispose()
    return found


def grow_old(store: Store, number: int) -> None:
    """Have it lie in the trash for as long as that is allowed."""
    engine = sa.create_engine(store.url)
    with engine.begin() as connection:
        long_ago = time.time() - KEPT_DAYS * DAY - 60
        connection.execute(sa.update(trash).where(trash.c.run == number).values(deleted=long_ago))
    engine.dispose()


def test_a_deleted_run_is_nowhere_to_be_seen(any_store: Store) -> None:
    gone, there = ended(any_store), ended(any_store)
    any_store.trash.delete([gone])
    assert gone not in [run.id for run in any_store.runs()]
    assert there in any_store.runs_with("payload")
    assert gone not in any_store.runs_with("payload")
    for ask in (any_store.run, any_store.resume, any_store.reset, any_store.stop):
        with pytest.raises(RunNotFound, match=f"Run {gone} was deleted. It can be restored"):
            ask(gone)


def test_a_restored_run_is_as_it_was(any_store: Store) -> None:
    number = ended(any_store)
    before = any_store.run(number), any_store.points(number), any_store.labels.of(number)
    any_store.trash.delete([number])
    any_store.trash.restore([number, 99])
    assert before == (
        any_store.run(number),
        any_store.points(number),
        any_store.labels.of(number),
    )
    assert any_store.artifact(number, "payload") == b"weights"
    assert any_store.trash.all() == []


def test_the_trash_lists_the_last_deleted_first(any_store: Store) -> None:
    first, second, third = (ended(any_store, name) for name in "abc")
    any_store.trash.delete([second])
    any_store.trash.delete([first, third])
    listed = any_store.trash.all()
    assert [(each.run, each.name) for each in listed] == [(third, "c"), (first, "a"), (second, "b")]
    assert abs(listed[0].deleted - time.time()) < 5


def test_only_runs_that_have_ended_are_deleted(any_store: Store) -> None:
    done, waiting = ended(any_store), any_store.submit(ARTICLE, "waits")
    with pytest.raises(StoreError, match=f"Run {waiting} is queued: it cannot be deleted before"):
        any_store.trash.delete([done, waiting])
    claim = any_store.claim(1)
    assert claim is not None
    with pytest.raises(StoreError, match="is running"):
        any_store.trash.delete([waiting])
    with pytest.raises(RunNotFound):
        any_store.trash.delete([done, 99])
    assert any_store.trash.all() == []
    any_store.end(claim, State.STOPPED)
    any_store.trash.delete([waiting])


def test_a_run_is_deleted_once(any_store: Store) -> None:
    number = ended(any_store)
    any_store.trash.delete([number, number])
    with pytest.raises(RunNotFound, match="was deleted"):
        any_store.trash.delete([number])


def test_emptying_the_trash_leaves_nothing_of_its_runs(any_store: Store) -> None:
    gone, there = ended(any_store), ended(any_store)
    assert rows(any_store, gone) == rows(any_store, there) == 4
    any_store.trash.delete([gone])
    any_store.trash.empty()
    assert (rows(any_store, gone), rows(any_store, there)) == (0, 4)
    assert any_store.trash.all() == []
    with pytest.raises(RunNotFound, match=f"There is no run {gone}"):
        any_store.run(gone)
    assert ended(any_store) > there


def test_what_is_old_is_removed_by_itself(any_store: Store) -> None:
    old, new, newest = (ended(any_store) for _ in range(3))
    any_store.trash.delete([old, new])
    grow_old(any_store, old)
    any_store.trash.delete([newest])
    assert [each.run for each in any_store.trash.all()] == [newest, new]
    assert rows(any_store, old) == 0


def test_groups_do_without_their_deleted_runs(any_store: Store) -> None:
    any_store.groups.submit(seeds_of(SMALL, 3, "both"), "three", "both")
    first, *others = any_store.groups.all()[0].runs
    any_store.stop(first)
    any_store.trash.delete([first])
    assert any_store.groups.all()[0].runs == tuple(others)
    any_store.trash.restore([first])
    assert any_store.groups.all()[0].runs == (first, *others)


def test_best_validation_is_the_highest_of_the_epochs(any_store: Store) -> None:
    history = [
        Point("batch", 1, 1, 0.5, val_accuracy=0.99),
        Point("epoch", 2, 1, 1.0, val_accuracy=0.9),
        Point("epoch", 4, 2, 2.0, val_accuracy=0.95),
        Point("epoch", 6, 3, 3.0, val_accuracy=0.93),
    ]
    any_store.stop(any_store.submit(ARTICLE, "empty"))
    empty = any_store.runs()[0]
    number = any_store.add(empty, history, {})
    without = any_store.add(empty, [Point("epoch", 2, 1, 1.0)], {})
    other = any_store.add(empty, history, {})
    asked = [empty.id, number, without]
    assert any_store.best_validation(asked) == {number: 0.95}
    assert any_store.best_validation([*asked, other]) == {number: 0.95, other: 0.95}
    assert any_store.best_validation([]) == {}

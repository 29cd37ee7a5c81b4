"""What people call runs and write on them: names, notes, tags and stars."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from cnn_core.database.connection import Database
from cnn_core.database.rows import read_run, update_run
from cnn_core.database.tables import plain_text, run_labels, run_tags
from cnn_core.records import MAX_TAGS, Label, StoreError, checked_name, checked_tag


class Labels:
    """The store's labels. Every method is one transaction, and raises RunNotFound."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> dict[int, Label]:
        """By run; those that have neither note nor tag nor star are left out."""
        with self._database.reading() as connection:
            return _read(connection, sa.true(), sa.true())

    def of(self, run: int) -> Label:
        """An empty label where nothing is written on the run."""
        with self._database.reading() as connection:
            read_run(connection, run)
            found = _read(connection, run_labels.c.run == run, run_tags.c.run == run)
        return found.get(run, Label())

    def rename(self, run: int, name: str) -> None:
        """Raises StoreError unless the name is one printable line."""
        with self._database.writing() as connection:
            read_run(connection, run, lock=True)
            update_run(connection, run, name=checked_name(name))

    def set_note(self, run: int, note: str) -> None:
        """What is longer than MAX_TEXT characters is cut."""
        with self._database.writing() as connection:
            read_run(connection, run, lock=True)
            _write(connection, run, note=plain_text(note.strip()) or "")

    def star(self, runs: Iterable[int], starred: bool = True) -> None:
        """Give all of the runs a star, or take it from them."""
        with self._database.writing() as connection:
            for run in sorted(runs):
                read_run(connection, run, lock=True)
                _write(connection, run, starred=starred)

    def tag(self, runs: Iterable[int], tag: str) -> None:
        """Tag all of the runs, or none. Raises StoreError where that is one tag too many."""
        name = checked_tag(tag)
        with self._database.writing() as connection:
            for run in sorted(runs):
                read_run(connection, run, lock=True)
                _untag(connection, run, name)
                connection.execute(sa.insert(run_tags), {"run": run, "tag": name})
                _check_count(connection, run)

    def untag(self, runs: Iterable[int], tag: str) -> None:
        """Take the tag from those of the runs that have it."""
        with self._database.writing() as connection:
            for run in sorted(runs):
                _untag(connection, run, tag)


def write_label(connection: sa.Connection, run: int, label: Label) -> None:
    """Write a label on a run that has none yet, inside a transaction that the caller holds."""
    if label.note or label.starred:
        _write(connection, run, note=plain_text(label.note) or "", starred=label.starred)
    for tag in label.tags:
        connection.execute(sa.insert(run_tags), {"run": run, "tag": checked_tag(tag)})


def _read(
    connection: sa.Connection, labels: sa.ColumnElement[bool], tags: sa.ColumnElement[bool]
) -> dict[int, Label]:
    tags_of: defaultdict[int, list[str]] = defaultdict(list)
    for row in connection.execute(sa.select(run_tags).where(tags)):
        tags_of[row.run].append(row.tag)
    written = {
        row.run: (row.note, row.starred)
        for row in connection.execute(sa.select(run_labels).where(labels))
    }
    found = {}
    for run in written.keys() | tags_of.keys():
        note, starred = written.get(run, ("", False))
        found[run] = Label(note, tuple(sorted(tags_of[run], key=str.casefold)), starred)
    return {run: label for run, label in found.items() if label != Label()}


def _write(connection: sa.Connection, run: int, **values: object) -> None:
    statement = sa.update(run_labels).where(run_labels.c.run == run).values(values)
    if connection.execute(statement).rowcount == 0:
        row = {"run": run, "note": "", "starred": False} | values
        connection.execute(sa.insert(run_labels), row)


def _untag(connection: sa.Connection, run: int, tag: str) -> None:
    of_run = run_tags.c.run == run
    connection.execute(sa.delete(run_tags).where(of_run, run_tags.c.tag == tag))


def _check_count(connection: sa.Connection, run: int) -> None:
    count = sa.select(sa.func.count()).select_from(run_tags).where(run_tags.c.run == run)
    if (connection.scalar(count) or 0) > MAX_TAGS:
        raise StoreError(f"Run {run} has {MAX_TAGS} tags already. Take one off first.")

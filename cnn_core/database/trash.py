"""Deleted runs, which can be restored for some days."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from cnn_core.database.connection import Database
from cnn_core.database.rows import now, read_run_in
from cnn_core.database.tables import runs, trash
from cnn_core.database.wishes import ENDED
from cnn_core.records import DeletedRun

KEPT_DAYS = 30
"""So long a deleted run can be restored."""
DAY = 24 * 3600


class Trash:
    """The store's deleted runs: no other part of the store gives them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def delete(self, numbers: Iterable[int]) -> None:
        """Put the runs into the trash, all or none; what has been there for KEPT_DAYS is removed.

        Raises RunNotFound, and StoreError for a run that waits or is being trained.
        """
        with self._database.writing() as connection:
            deleted = now(connection)
            for number in sorted(set(numbers)):
                read_run_in(connection, number, ENDED, "be deleted before it has ended")
                connection.execute(sa.insert(trash), {"run": number, "deleted": deleted})
        self.empty(KEPT_DAYS)

    def restore(self, numbers: Iterable[int]) -> None:
        """Take those of the runs out of the trash that are still there."""
        chosen = trash.c.run.in_(list(numbers))
        with self._database.writing() as connection:
            connection.execute(sa.delete(trash).where(chosen))

    def all(self) -> list[DeletedRun]:
        """What is in the trash, the last deleted first."""
        columns = (trash.c.run, runs.c.name, trash.c.deleted)
        query = sa.select(*columns).join(runs).order_by(trash.c.deleted.desc(), trash.c.run.desc())
        with self._database.reading() as connection:
            return [DeletedRun(*row) for row in connection.execute(query)]

    def empty(self, days: float = 0) -> None:
        """Remove what has been in the trash for so many days, with its points and artifacts.

        Each run is a transaction of its own, so that workers get their turns.
        """
        with self._database.reading() as connection:
            old = trash.c.deleted <= now(connection) - days * DAY
            numbers = list(connection.scalars(sa.select(trash.c.run).where(old)))
        for number in numbers:
            with self._database.writing() as connection:
                in_trash = sa.exists().where(trash.c.run == number)  # it may have been restored
                connection.execute(sa.delete(runs).where(runs.c.id == number, in_trash))

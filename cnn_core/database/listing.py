"""The runs that a page shows first, read without reading all others."""

from __future__ import annotations

import sqlalchemy as sa

from cnn_core.database.connection import Database
from cnn_core.database.rows import THERE
from cnn_core.database.tables import run_from_row, runs
from cnn_core.records import Run, State

IS_WAITING = runs.c.state == State.QUEUED
IS_ACTIVE = runs.c.state.in_([State.QUEUED, State.RUNNING])
SINCE = sa.case((IS_WAITING, runs.c.queued), else_=runs.c.started)
ENDED = THERE & ~IS_ACTIVE


class Listing:
    """The store's runs in part. Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def active(self) -> list[Run]:
        """Runs in training, the first started first, then the queue in its order."""
        # In one query: none is missed or found twice that is taken from the queue meanwhile.
        query = sa.select(runs).where(IS_ACTIVE).order_by(IS_WAITING, SINCE, runs.c.id)
        with self._database.reading() as connection:
            return [run_from_row(row) for row in connection.execute(query)]

    def ended(self, most: int | None = None) -> list[Run]:
        """Runs that have ended and are not in the trash, newest first; `most` at most."""
        query = sa.select(runs).where(ENDED).order_by(runs.c.id.desc()).limit(most)
        with self._database.reading() as connection:
            return [run_from_row(row) for row in connection.execute(query)]

    def count_ended(self) -> int:
        """How many `ended` has without a limit."""
        query = sa.select(sa.func.count()).select_from(runs).where(ENDED)
        with self._database.reading() as connection:
            return connection.scalar(query) or 0

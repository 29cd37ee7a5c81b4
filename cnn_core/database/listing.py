"""The runs that a page shows first, read without reading all others."""

from __future__ import annotations

import sqlalchemy as sa

from cnn_core.database.connection import Database
from cnn_core.database.rows import QUEUED, THERE
from cnn_core.database.tables import run_from_row, runs
from cnn_core.records import Run, State

TRAINING = sa.select(runs).where(runs.c.state == State.RUNNING).order_by(runs.c.started, runs.c.id)
ENDED = THERE & runs.c.state.not_in([State.QUEUED, State.RUNNING])


class Listing:
    """The store's runs in part. Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def active(self) -> list[Run]:
        """Runs in training, the first started first, then the queue in its order."""
        with self._database.reading() as connection:
            rows = [*connection.execute(TRAINING), *connection.execute(QUEUED)]
        return [run_from_row(row) for row in rows]

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

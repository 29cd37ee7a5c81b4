"""What was found out about networks, inside a transaction that the caller holds."""

from __future__ import annotations

import sqlalchemy as sa

from cnn_core.database.rows import now
from cnn_core.database.tables import studies
from cnn_core.records import Studied

MOST_OF_A_RUN = 100
"""Results kept of one run: the oldest leave."""


def read(connection: sa.Connection, run: int, moment: int, question: str) -> Studied | None:
    """The result kept under that key, whatever network it is of."""
    query = sa.select(studies.c.network, studies.c.data).where(_key(run, moment, question))
    row = connection.execute(query).one_or_none()
    return None if row is None else Studied(*row)


def keep(connection: sa.Connection, run: int, moment: int, question: str, found: Studied) -> None:
    """Keep a result in place of an earlier one of that key."""
    connection.execute(sa.delete(studies).where(_key(run, moment, question)))
    row = {"run": run, "moment": moment, "question": question, "created": now(connection)}
    values = row | {"network": found.network, "data": found.data}
    connection.execute(sa.insert(studies).values(values))
    for old in connection.execute(_beyond(run)).all():
        connection.execute(sa.delete(studies).where(_key(run, old.moment, old.question)))


def _key(run: int, moment: int, question: str) -> sa.ColumnElement[bool]:
    of_run = (studies.c.run == run) & (studies.c.moment == moment)
    return of_run & (studies.c.question == question)


def _beyond(run: int) -> sa.Select[tuple[int, str]]:
    """Moment and question of the run's results that are too many."""
    newest_first = studies.c.created.desc(), studies.c.moment, studies.c.question
    query = sa.select(studies.c.moment, studies.c.question).where(studies.c.run == run)
    return query.order_by(*newest_first).offset(MOST_OF_A_RUN)

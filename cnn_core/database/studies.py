"""What was found out about networks, inside a transaction that the caller holds."""

from __future__ import annotations

import sqlalchemy as sa

from cnn_core.database.rows import now
from cnn_core.database.tables import studies
from cnn_core.questions import Question, key
from cnn_core.records import Studied

MOST_OF_A_KIND = 40
"""Answers kept of one run and study: the oldest leave."""


def read(connection: sa.Connection, run: int, moment: int, question: Question) -> Studied | None:
    """The result kept under that key, whatever network it is of."""
    place = _place(run, moment, key(question))
    query = sa.select(studies.c.network, studies.c.data).where(place)
    row = connection.execute(query).one_or_none()
    return None if row is None else Studied(*row)


def keep(
    connection: sa.Connection, run: int, moment: int, question: Question, found: Studied
) -> None:
    """Keep an answer in place of an earlier one to the same question at that moment."""
    connection.execute(sa.delete(studies).where(_place(run, moment, key(question))))
    values = {
        "run": run,
        "moment": moment,
        "question": key(question),
        "study": question.study,
        "network": found.network,
        "created": now(connection),
        "data": found.data,
    }
    connection.execute(sa.insert(studies).values(values))
    for old in connection.execute(_beyond(run, question.study)).all():
        connection.execute(sa.delete(studies).where(_place(run, old.moment, old.question)))


def _place(run: int, moment: int, question: str) -> sa.ColumnElement[bool]:
    of_run = (studies.c.run == run) & (studies.c.moment == moment)
    return of_run & (studies.c.question == question)


def _beyond(run: int, study: str) -> sa.Select[tuple[int, str]]:
    """Moment and question of the answers that are too many."""
    newest_first = studies.c.created.desc(), studies.c.moment, studies.c.question
    of_kind = (studies.c.run == run) & (studies.c.study == study)
    query = sa.select(studies.c.moment, studies.c.question).where(of_kind)
    return query.order_by(*newest_first).offset(MOST_OF_A_KIND)

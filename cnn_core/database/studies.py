"""What was found out about runs' networks, by run, moment and question."""

from __future__ import annotations

import sqlalchemy as sa

from cnn_core.database.connection import Database
from cnn_core.database.rows import now, read_run
from cnn_core.database.tables import studies
from cnn_core.questions import Question, key
from cnn_core.records import Studied

MOST_OF_A_KIND = 40
"""Answers kept of one run and study: the oldest leave."""


class Studies:
    """The store's answers. Every method is one transaction.

    A moment is the step of a snapshot, or LATEST.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, run: int, moment: int, question: Question) -> Studied | None:
        """What was found for the question at that moment, or None if nothing is kept.

        It may be of earlier weights: its `network` tells.
        """
        place = _place(run, moment, key(question))
        query = sa.select(studies.c.network, studies.c.data).where(place)
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        return None if row is None else Studied(*row)

    def keep(self, run: int, moment: int, question: Question, found: Studied) -> None:
        """Keep what was found, in place of what was found before. Raises RunNotFound.

        Of the answers of one run and study the oldest leave when there are many.
        """
        row = {
            "run": run,
            "moment": moment,
            "question": key(question),
            "study": question.study,
            "network": found.network,
            "data": found.data,
        }
        with self._database.writing() as connection:
            read_run(connection, run, lock=True)
            connection.execute(sa.delete(studies).where(_place(run, moment, key(question))))
            connection.execute(sa.insert(studies).values(row | {"created": now(connection)}))
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

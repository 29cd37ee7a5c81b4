"""Runs that were queued together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from cnn_core.database.connection import Database
from cnn_core.database.rows import now
from cnn_core.database.submissions import submit
from cnn_core.database.tables import group_members, run_groups, trash
from cnn_core.records import Group, checked_name
from cnn_core.spec import RunSpec


class Groups:
    """The store's groups. Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def submit(
        self,
        specs: Sequence[RunSpec],
        name: str,
        kind: str,
        expected_epoch_seconds: float | None = None,
    ) -> int:
        """Queue runs named `name · 1 of 5` as one group, and return the group's number.

        All are queued or none. `kind`: see `Group`.
        """
        with self._database.writing() as connection:
            row = {"name": checked_name(name), "kind": kind, "created": now(connection)}
            group = connection.scalar(sa.insert(run_groups).values(row).returning(run_groups.c.id))
            assert group is not None
            for number, spec in enumerate(specs, 1):
                member = f"{name.strip()} · {number} of {len(specs)}"
                run = submit(connection, spec, member, expected_epoch_seconds)
                connection.execute(sa.insert(group_members), {"run_group": group, "run": run})
        return int(group)

    def all(self) -> list[Group]:
        """All groups of which a run is still there, newest first."""
        query = (
            sa.select(run_groups, group_members.c.run, trash.c.run.is_not(None).label("deleted"))
            .join(group_members, group_members.c.run_group == run_groups.c.id)
            .outerjoin(trash, trash.c.run == group_members.c.run)
            .order_by(run_groups.c.id.desc(), group_members.c.run)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        members = (list(found) for _, found in groupby(rows, key=lambda row: row.id))
        return [group for group in map(_group, members) if group.runs]


def _group(members: Sequence[sa.Row[Any]]) -> Group:
    """The group of these rows, one for each of its runs."""
    runs = tuple(row.run for row in members if not row.deleted)
    first = members[0]
    return Group(first.id, first.name, first.kind, first.created, runs, len(members) - len(runs))

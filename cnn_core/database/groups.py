"""Runs that were queued together."""

from __future__ import annotations

from collections.abc import Sequence

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
        """All groups, newest first, with those of their runs that are still there."""
        query = (
            sa.select(run_groups, group_members.c.run)
            .join(group_members, group_members.c.run_group == run_groups.c.id)
            .where(group_members.c.run.not_in(sa.select(trash.c.run)))
            .order_by(run_groups.c.id.desc(), group_members.c.run)
        )
        found: dict[int, Group] = {}
        with self._database.reading() as connection:
            for row in connection.execute(query):
                before = found[row.id].runs if row.id in found else ()
                found[row.id] = Group(row.id, row.name, row.kind, row.created, (*before, row.run))
        return list(found.values())

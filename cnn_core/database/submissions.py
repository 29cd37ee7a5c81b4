"""Queueing runs, alone or as a group, inside a transaction that the caller holds."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from cnn_core.database import digits
from cnn_core.database.rows import insert_run, now, put_artifacts
from cnn_core.database.tables import group_members, run_groups
from cnn_core.kept_digits import snapshot
from cnn_core.machine import with_fixed_threads
from cnn_core.records import Group, State, checked_name
from cnn_core.spec import RunSpec


def submit(
    connection: sa.Connection, spec: RunSpec, name: str, expected_epoch_seconds: float | None
) -> int:
    """Queue a run and return its number."""
    row = {
        "name": checked_name(name),
        "spec": with_fixed_threads(spec).model_dump_json(),
        "state": State.QUEUED,
        "target_epochs": spec.training.epochs,
        "expected_epoch_seconds": expected_epoch_seconds,
    }
    created = now(connection)
    run = insert_run(connection, row | {"created": created, "queued": created})
    if spec.data.kept_images:
        put_artifacts(connection, run, {"kept": snapshot(digits.read(connection))})
    return run


def submit_group(
    connection: sa.Connection,
    specs: Sequence[RunSpec],
    name: str,
    kind: str,
    expected_epoch_seconds: float | None,
) -> int:
    """Queue the runs of a group one after another, and return the group's number."""
    row = {"name": checked_name(name), "kind": kind, "created": now(connection)}
    group = connection.scalar(sa.insert(run_groups).values(row).returning(run_groups.c.id))
    assert group is not None
    names = [f"{name.strip()} · {number} of {len(specs)}" for number in range(1, len(specs) + 1)]
    members = [
        {"run_group": group, "run": submit(connection, spec, member, expected_epoch_seconds)}
        for spec, member in zip(specs, names, strict=True)
    ]
    connection.execute(sa.insert(group_members), members)
    return int(group)


def read_groups(connection: sa.Connection) -> list[Group]:
    """All groups that have runs, newest first."""
    query = (
        sa.select(run_groups, group_members.c.run)
        .join(group_members, group_members.c.run_group == run_groups.c.id)
        .order_by(run_groups.c.id.desc(), group_members.c.run)
    )
    found: dict[int, Group] = {}
    for row in connection.execute(query):
        before = found[row.id].runs if row.id in found else ()
        found[row.id] = Group(row.id, row.name, row.kind, row.created, (*before, row.run))
    return list(found.values())

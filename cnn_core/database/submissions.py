"""Queueing a run, inside a transaction that the caller holds."""

from __future__ import annotations

import sqlalchemy as sa

from cnn_core.database import digits
from cnn_core.database.rows import insert_run, now, put_artifacts
from cnn_core.drawing.kept_digits import snapshot
from cnn_core.machine import with_fixed_threads
from cnn_core.records import State, checked_name
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

"""How the rows of sweeps become values and back, inside a transaction that the caller holds."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from cnn_core.database import wishes
from cnn_core.database.rows import now, read_run
from cnn_core.database.tables import plain_text, sweep_journal, sweep_trials, sweeps
from cnn_core.records import LeaseLost, RunNotFound, State, StoreError
from cnn_core.sweeps.definition import SweepSpec
from cnn_core.sweeps.records import (
    Driving,
    Importance,
    Sweep,
    SweepState,
    Trial,
    TrialState,
)

ACTIVE = (SweepState.RUNNING, SweepState.STOPPING)
GOING_ON = (State.QUEUED, State.RUNNING, State.PAUSED, State.INTERRUPTED)


def read_sweeps(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[Sweep]:
    """Newest first. Raises StoreError for a row that this version cannot read."""
    rows = connection.execute(sa.select(sweeps).where(which).order_by(sweeps.c.id.desc())).all()
    query = sa.select(sweep_trials).where(sweep_trials.c.sweep.in_([row.id for row in rows]))
    trials: dict[int, list[Trial]] = defaultdict(list)
    for row in connection.execute(query.order_by(sweep_trials.c.number)):
        trials[row.sweep].append(_trial(row))
    return [_sweep(row, trials[row.id]) for row in rows]


def read_sweep(connection: sa.Connection, number: int) -> Sweep:
    """Raises StoreError if there is no such sweep."""
    found = read_sweeps(connection, sweeps.c.id == number)
    if not found:
        raise StoreError(f"There is no sweep {number}.")
    return found[0]


def lock_driven(connection: sa.Connection, driving: Driving) -> None:
    """Keep others from taking the sweep. Raises LeaseLost if one has."""
    mine = (sweeps.c.id == driving.sweep) & (sweeps.c.driver == driving.driver)
    if connection.execute(sa.select(sweeps.c.id).where(mine).with_for_update()).first() is None:
        raise LeaseLost(f"Sweep {driving.sweep} is worked on by another server.")


def take_active(
    connection: sa.Connection, driver: str, only: int | None, lease_seconds: float
) -> list[int]:
    """Take, or keep, the active sweeps that nobody else works on; add up the time since last time.

    Time in which nobody worked on a sweep is not counted.
    """
    moment = now(connection)
    alive = sweeps.c.heartbeat >= moment - lease_seconds
    free = sweeps.c.driver.is_(None) | (sweeps.c.driver == driver) | ~alive
    which = sweeps.c.state.in_(ACTIVE) & free
    since = sa.case((alive & (sweeps.c.driver == driver), moment - sweeps.c.heartbeat), else_=0.0)
    statement = sa.update(sweeps).where(which if only is None else which & (sweeps.c.id == only))
    values = {"driver": driver, "heartbeat": moment, "spent": sweeps.c.spent + since}
    return sorted(connection.scalars(statement.values(values).returning(sweeps.c.id)))


def append_journal(
    connection: sa.Connection, sweep: int, position: int, entries: Sequence[str]
) -> None:
    """Add entries of which the first has that position."""
    rows = [
        {"sweep": sweep, "position": place, "entry": entry}
        for place, entry in enumerate(entries, position)
    ]
    if rows:
        connection.execute(sa.insert(sweep_journal), rows)


def put_trial(connection: sa.Connection, sweep: int, trial: Trial) -> None:
    """Add a trial, or replace it."""
    of_number = (sweep_trials.c.sweep == sweep) & (sweep_trials.c.number == trial.number)
    connection.execute(sa.delete(sweep_trials).where(of_number))
    row = {
        "sweep": sweep,
        "number": trial.number,
        "run": trial.run,
        "settings": json.dumps(trial.values),
        "state": trial.state,
        "accuracy": trial.accuracy,
        "message": plain_text(trial.message),
    }
    connection.execute(sa.insert(sweep_trials), row)


def stop_unless_ended(connection: sa.Connection, run: int) -> None:
    """Ask a run to stop, unless it has ended by itself or was deleted meanwhile."""
    with suppress(RunNotFound):
        if read_run(connection, run, lock=True).state in GOING_ON:
            wishes.stop(connection, run)


def _sweep(row: sa.Row[Any], trials: Sequence[Trial]) -> Sweep:
    try:
        return Sweep(
            id=row.id,
            name=row.name,
            spec=_spec(row.spec),
            state=SweepState(row.state),
            message=row.message,
            created=row.created,
            ended=row.ended,
            spent=row.spent,
            importance=row.importance and Importance.model_validate_json(row.importance),
            trials=tuple(trials),
        )
    except ValueError:
        raise StoreError(f"Sweep {row.id} was stored in a form that cannot be read.") from None


@lru_cache(maxsize=64)
def _spec(text: str) -> SweepSpec:
    return SweepSpec.from_json(text)


def _trial(row: sa.Row[Any]) -> Trial:
    try:
        values = tuple(json.loads(row.settings))
        state = TrialState(row.state)
    except (ValueError, TypeError, RecursionError):
        fault = f"Trial {row.number} of sweep {row.sweep} was stored in a form that cannot be read."
        raise StoreError(fault) from None
    return Trial(row.number, row.run, values, state, row.accuracy, row.message)

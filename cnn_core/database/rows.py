"""Reading and writing single rows inside a transaction that the caller holds."""

from __future__ import annotations

import time
from collections.abc import Collection, Container, Iterable, Mapping

import sqlalchemy as sa

from cnn_core.database.tables import (
    POINT_COLUMNS,
    artifacts,
    point_row,
    points,
    run_from_row,
    runs,
    trash,
)
from cnn_core.records import Point, Run, RunNotFound, State, StoreError

QUEUED = sa.select(runs).where(runs.c.state == State.QUEUED).order_by(runs.c.queued, runs.c.id)
"""In the order in which they will be taken."""
THERE = runs.c.id.not_in(sa.select(trash.c.run))
"""Of a run that is not in the trash."""


def now(connection: sa.Connection) -> float:
    """Seconds since 1970 (UTC), by the server's clock if there is one: machines' clocks differ."""
    if connection.dialect.name == "sqlite":
        return time.time()
    clock = sa.extract("epoch", sa.func.clock_timestamp())
    return float(connection.scalar(sa.select(clock)) or 0)


def read_run(connection: sa.Connection, number: int, lock: bool = False) -> Run:
    """Read a run, and keep others from changing it if `lock`.

    Raises RunNotFound, also for one in the trash.
    """
    query = sa.select(runs).where(runs.c.id == number)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        raise RunNotFound(f"There is no run {number}.")
    if connection.scalar(sa.select(trash.c.run).where(trash.c.run == number)) is not None:
        raise RunNotFound(f"Run {number} was deleted. It can be restored on the page Runs.")
    return run_from_row(row)


def read_run_in(connection: sa.Connection, number: int, states: Container[State], what: str) -> Run:
    """Lock and read a run. Raises StoreError if it is in none of the states: it cannot `what`."""
    run = read_run(connection, number, lock=True)
    if run.state not in states:
        raise StoreError(f"Run {number} is {run.state}: it cannot {what}.")
    return run


def update_run(connection: sa.Connection, number: int, **values: object) -> None:
    """Set columns of one run."""
    connection.execute(sa.update(runs).where(runs.c.id == number).values(values))


def insert_run(connection: sa.Connection, row: Mapping[str, object]) -> int:
    """Add a run and return its number."""
    number: int | None = connection.scalar(sa.insert(runs).values(row).returning(runs.c.id))
    assert number is not None
    return number


def read_points(
    connection: sa.Connection, number: int, kinds: Iterable[str], after_step: int, up_to_step: int
) -> list[Point]:
    """Points of a run in the order of their steps, and of their writing within a step."""
    query = (
        sa.select(*POINT_COLUMNS)
        .where(points.c.run == number, points.c.kind.in_(list(kinds)))
        .where(points.c.step > after_step, points.c.step <= up_to_step)
        .order_by(points.c.step, points.c.id)
    )
    return [Point(*row) for row in connection.execute(query)]


def read_artifact(connection: sa.Connection, number: int, name: str) -> bytes | None:
    """The bytes of a run's artifact, or None."""
    of_name = (artifacts.c.run == number) & (artifacts.c.name == name)
    data: bytes | None = connection.scalar(sa.select(artifacts.c.data).where(of_name))
    return data


def has_artifact(connection: sa.Connection, number: int, name: str) -> bool:
    """Whether a run has an artifact of that name."""
    of_name = (artifacts.c.run == number) & (artifacts.c.name == name)
    return bool(connection.scalar(sa.select(sa.exists().where(of_name))))


def runs_with(connection: sa.Connection, name: str) -> set[int]:
    """The numbers of the runs that have an artifact of that name."""
    query = sa.select(runs.c.id).join(artifacts).where(artifacts.c.name == name, THERE)
    return set(connection.scalars(query))


def best_validation(connection: sa.Connection, numbers: Collection[int]) -> dict[int, float]:
    """The highest validation accuracy among the epochs of those runs that have one."""
    best = sa.func.max(points.c.val_accuracy).label("best")
    of_epochs = (points.c.run.in_(numbers)) & (points.c.kind == "epoch")
    query = sa.select(points.c.run, best).where(of_epochs).group_by(points.c.run)
    return {row.run: row.best for row in connection.execute(query.having(best.is_not(None)))}


def insert_points(connection: sa.Connection, number: int, history: Iterable[Point]) -> None:
    """Add points of a run, all at once."""
    rows = [point_row(number, point) for point in history]
    if rows:
        connection.execute(sa.insert(points), rows)


def put_artifacts(connection: sa.Connection, number: int, files: Mapping[str, bytes]) -> None:
    """Add artifacts of a run, or replace those of the same names."""
    if not files:
        return
    connection.execute(
        sa.delete(artifacts).where(artifacts.c.run == number, artifacts.c.name.in_(list(files)))
    )
    rows = [{"run": number, "name": name, "data": data} for name, data in files.items()]
    connection.execute(sa.insert(artifacts), rows)

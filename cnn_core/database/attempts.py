"""An attempt at a run, from claim to end, inside a transaction that the caller holds.

Each write first locks the run's row under its attempt number, so that nothing can be written
by a worker whose run has been taken from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from cnn_core.database.rows import QUEUED, insert_points, now, put_artifacts, update_run
from cnn_core.database.tables import about, artifacts, plain_text, points, run_from_row, runs
from cnn_core.records import Claim, LeaseLost, Point, Run, State, Wanted

RUNNING = (State.RUNNING,)
OUTDATED = ("model", "evaluation")
"""Artifacts that belong to the end of an attempt: another attempt outdates them."""


@dataclass(frozen=True)
class News:
    """What a worker tells: points and artifacts since last time, and how far it is."""

    points: tuple[Point, ...]
    artifacts: Mapping[str, bytes]
    epoch: int | None = None
    step: int | None = None
    applied_rate: float | None = None

    def reached(self, run: Run) -> dict[str, int]:
        """Columns of the run's progress; what is not told follows from the points."""
        steps = [point.step for point in self.points]
        epochs = [point.epoch for point in self.points if point.kind == "epoch"]
        step = max(steps, default=run.step) if self.step is None else self.step
        epoch = max(epochs, default=run.epoch) if self.epoch is None else self.epoch
        saved = {"checkpoint_step": int(step)} if "checkpoint" in self.artifacts else {}
        return {"step": int(step), "epoch": int(epoch)} | saved


def take_next(
    connection: sa.Connection, slots: int, only: int | None, lease_seconds: float
) -> Claim | None:
    """Begin an attempt at the next queued run, if a slot is free; claims wait for each other."""
    connection.execute(sa.select(about).with_for_update())
    run = find_next(connection, slots, only, lease_seconds, lock=True)
    return None if run is None else _begin(connection, run)


def take(connection: sa.Connection, claim: Claim) -> bool:
    """Begin this very attempt, if its run waits for it. No other runs are counted."""
    row = connection.execute(QUEUED.where(runs.c.id == claim.run).with_for_update()).one_or_none()
    if row is None or row.attempt + 1 != claim.attempt:
        return False
    _begin(connection, run_from_row(row))
    return True


def find_next(
    connection: sa.Connection,
    slots: int,
    only: int | None,
    lease_seconds: float,
    lock: bool = False,
) -> Run | None:
    """The next queued run, if fewer than `slots` are running and alive."""
    if _alive(connection, lease_seconds) >= slots:
        return None
    query = (QUEUED if only is None else QUEUED.where(runs.c.id == only)).limit(1)
    row = connection.execute(query.with_for_update() if lock else query).one_or_none()
    return None if row is None else run_from_row(row)


def _alive(connection: sa.Connection, lease_seconds: float) -> int:
    beating = runs.c.heartbeat >= now(connection) - lease_seconds
    query = sa.select(sa.func.count()).where(runs.c.state == State.RUNNING, beating)
    return connection.scalar(query) or 0


def _begin(connection: sa.Connection, run: Run) -> Claim:
    began = now(connection)
    of_run = points.c.run == run.id
    connection.execute(sa.delete(points).where(of_run, points.c.step > run.checkpoint_step))
    outdated = (artifacts.c.run == run.id) & artifacts.c.name.in_(OUTDATED)
    connection.execute(sa.delete(artifacts).where(outdated))
    epochs = sa.select(sa.func.max(points.c.epoch)).where(of_run, points.c.kind == "epoch")
    update_run(
        connection,
        run.id,
        state=State.RUNNING,
        attempt=run.attempt + 1,
        started=run.started or began,
        heartbeat=began,
        epoch=connection.scalar(epochs) or 0,
        step=run.checkpoint_step,
        result=None,
        wanted_action="run",
    )
    return Claim(run=run.id, attempt=run.attempt + 1)


def interrupt_held(connection: sa.Connection, claim: Claim, reason: str) -> bool:
    """Mark the claim's run as interrupted, if it is still running under it."""
    return bool(_interrupt(connection, _held_by(claim, RUNNING), reason))


def interrupt_silent(connection: sa.Connection, lease_seconds: float) -> list[int]:
    """Mark all running runs whose heartbeat is older than the lease as interrupted."""
    connection.execute(sa.select(about).with_for_update())
    silent = runs.c.heartbeat < now(connection) - lease_seconds
    reason = f"The worker was silent for more than {lease_seconds:.0f} seconds."
    return _interrupt(connection, (runs.c.state == State.RUNNING) & silent, reason)


def _interrupt(connection: sa.Connection, which: sa.ColumnElement[bool], reason: str) -> list[int]:
    statement = (
        sa.update(runs)
        .where(which)
        .values(
            state=State.INTERRUPTED,
            crashes=runs.c.crashes + 1,
            ended=now(connection),
            message=plain_text(reason),
        )
    )
    return list(connection.scalars(statement.returning(runs.c.id)))


def beat(connection: sa.Connection, claim: Claim, news: News, device: str | None) -> Wanted:
    """Write news under a running claim, and hand out what is wanted. Raises LeaseLost."""
    run, wanted = _lock(connection, claim, RUNNING)
    if wanted.learning_rate == news.applied_rate:
        wanted = Wanted(wanted.action)
    _write(
        connection,
        run,
        news,
        device=plain_text(device) or run.device,
        wanted_learning_rate=wanted.learning_rate,
    )
    return wanted


def finish(
    connection: sa.Connection, claim: Claim, news: News, state: State, message: str | None
) -> None:
    """Write the last news of an attempt and its end. Raises LeaseLost."""
    run, _ = _lock(connection, claim, RUNNING)
    _write(connection, run, news, state=state, message=plain_text(message), ended=now(connection))


def write_result(
    connection: sa.Connection, claim: Claim, result: str, files: Mapping[str, bytes]
) -> None:
    """Write test figures while no newer attempt has begun. Raises LeaseLost."""
    _lock(connection, claim, (State.RUNNING, State.FINISHED, State.STOPPED))
    put_artifacts(connection, claim.run, files)
    update_run(connection, claim.run, result=result)


def write_log(connection: sa.Connection, claim: Claim, log: bytes) -> None:
    """Write the log of an attempt in any state while no newer one has begun. Raises LeaseLost."""
    _lock(connection, claim, tuple(State))
    put_artifacts(connection, claim.run, {"log": log})


def _held_by(claim: Claim, states: Iterable[State]) -> sa.ColumnElement[bool]:
    mine = (runs.c.id == claim.run) & (runs.c.attempt == claim.attempt)
    return mine & runs.c.state.in_(list(states))


def _lock(connection: sa.Connection, claim: Claim, states: Iterable[State]) -> tuple[Run, Wanted]:
    query = sa.select(runs).where(_held_by(claim, states)).with_for_update()
    row = connection.execute(query).one_or_none()
    if row is None:
        raise LeaseLost(
            f"Run {claim.run} has changed: its attempt {claim.attempt} can write no more."
        )
    return run_from_row(row), Wanted(row.wanted_action, row.wanted_learning_rate)


def _write(connection: sa.Connection, run: Run, news: News, **values: object) -> None:
    insert_points(connection, run.id, news.points)
    put_artifacts(connection, run.id, news.artifacts)
    update_run(connection, run.id, heartbeat=now(connection), **news.reached(run), **values)

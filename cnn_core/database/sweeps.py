"""Sweeps: what is searched, what was tried, Optuna's journal, and who works on which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from cnn_core.database.connection import Database
from cnn_core.database.rows import THERE, now
from cnn_core.database.submissions import submit
from cnn_core.database.sweep_rows import (
    ACTIVE,
    append_journal,
    lock_driven,
    put_trial,
    read_sweep,
    read_sweeps,
    stop_unless_ended,
    take_active,
)
from cnn_core.database.tables import (
    plain_text,
    run_from_row,
    runs,
    sweep_journal,
    sweep_trials,
    sweeps,
)
from cnn_core.records import Run, StoreError, checked_name
from cnn_core.spec import RunSpec
from cnn_core.sweeps.definition import SweepSpec
from cnn_core.sweeps.records import Driving, Importance, Sweep, SweepState, Trial

LEASE_SECONDS = 10.0
"""Who works on a sweep has lost it when it was not heard of for so long."""
MOST_NAME = 85
"""Characters of a sweep's name, so that its runs' names have room for their numbers."""


class Sweeps:
    """The store's sweeps. Every method is one transaction; raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- for those who ask for sweeps
    def submit(self, spec: SweepSpec, name: str) -> int:
        """Begin a sweep and return its number; `sweeps.check` tells beforehand what is impossible.

        A server of this store works on it, or `cnn_core.sweeps.driver` in another process.
        """
        row = {
            "name": _checked_name(name),
            "spec": spec.to_json(),
            "state": SweepState.RUNNING,
        }
        with self._database.writing() as connection:
            statement = sa.insert(sweeps).values(row | {"created": now(connection)})
            number = connection.scalar(statement.returning(sweeps.c.id))
        assert number is not None
        return int(number)

    def read(self, number: int) -> Sweep:
        """Raises StoreError if there is no such sweep."""
        with self._database.reading() as connection:
            return read_sweep(connection, number)

    def all(self) -> list[Sweep]:
        """All sweeps, newest first."""
        with self._database.reading() as connection:
            return read_sweeps(connection, sa.true())

    def runs(self, number: int) -> dict[int, Run]:
        """The runs of a sweep that were not deleted, by their numbers."""
        of_sweep = sa.select(sweep_trials.c.run).where(sweep_trials.c.sweep == number)
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(runs).where(runs.c.id.in_(of_sweep), THERE))
            return {row.id: run_from_row(row) for row in rows}

    def stop(self, number: int) -> None:
        """Choose no more settings; the runs that are queued or trained come to their end."""
        with self._database.writing() as connection:
            sweep = self._locked(connection, number)
            if not sweep.active:
                raise StoreError(f"Sweep {number} is {sweep.state}: it cannot be stopped.")
            if sweep.open:
                _update(connection, number, state=SweepState.STOPPING)
            else:
                _end(connection, number, SweepState.STOPPED, "Stopped.")

    def resume(self, number: int) -> None:
        """Go on with a stopped or failed sweep; one that is running does so anyway."""
        with self._database.writing() as connection:
            sweep = self._locked(connection, number)
            if sweep.state is SweepState.FINISHED:
                raise StoreError(f"Sweep {number} is finished: it cannot be resumed.")
            _update(connection, number, state=SweepState.RUNNING, message=None, ended=None)

    # -- for those who work on them
    def waiting(self) -> bool:
        """Whether there are sweeps to work on."""
        query = sa.select(sa.exists().where(sweeps.c.state.in_(ACTIVE)))
        with self._database.reading() as connection:
            return bool(connection.scalar(query))

    def take(self, driver: str, only: int | None = None) -> list[int]:
        """Take or keep all active sweeps, or that one, unless another driver works on them."""
        with self._database.writing() as connection:
            return take_active(connection, driver, only, LEASE_SECONDS)

    def leave(self, driver: str) -> None:
        """Let others work on what this driver has taken, without waiting for its lease."""
        with self._database.writing() as connection:
            mine = sweeps.c.driver == driver
            connection.execute(sa.update(sweeps).where(mine).values(driver=None, heartbeat=None))

    def journal(self, number: int) -> list[str]:
        """What Optuna has written of the sweep's study, in order."""
        query = sa.select(sweep_journal.c.entry).where(sweep_journal.c.sweep == number)
        with self._database.reading() as connection:
            return list(connection.scalars(query.order_by(sweep_journal.c.position)))

    def begin(
        self, driving: Driving, position: int, entries: Sequence[str], trial: Trial, spec: RunSpec
    ) -> Trial:
        """Queue a trial's run, with what Optuna wrote when it chose: all or nothing.

        `position` is the first entry's. Returns the trial with its run. Raises LeaseLost.
        """
        with self._database.writing() as connection:
            lock_driven(connection, driving)
            name = read_sweep(connection, driving.sweep).name
            run = submit(connection, spec, f"{name} · trial {trial.number + 1}", None)
            append_journal(connection, driving.sweep, position, entries)
            put_trial(connection, driving.sweep, begun := replace(trial, run=run))
        return begun

    def note(
        self,
        driving: Driving,
        position: int,
        entries: Sequence[str],
        trial: Trial,
        stop_run: bool = False,
    ) -> None:
        """Write what has become of a trial, and ask its run to stop if it still goes on.

        `position` is the first entry's. Raises LeaseLost.
        """
        with self._database.writing() as connection:
            lock_driven(connection, driving)
            append_journal(connection, driving.sweep, position, entries)
            put_trial(connection, driving.sweep, trial)
            if stop_run and trial.run is not None:
                stop_unless_ended(connection, trial.run)

    def set_importance(self, driving: Driving, importance: Importance) -> None:
        """Keep how much each field matters. Raises LeaseLost."""
        with self._database.writing() as connection:
            lock_driven(connection, driving)
            _update(connection, driving.sweep, importance=importance.model_dump_json())

    def end(self, driving: Driving, state: SweepState, message: str) -> None:
        """End a sweep whose trials have all ended. Raises LeaseLost."""
        with self._database.writing() as connection:
            lock_driven(connection, driving)
            _end(connection, driving.sweep, state, message)

    def _locked(self, connection: sa.Connection, number: int) -> Sweep:
        connection.execute(sa.select(sweeps.c.id).where(sweeps.c.id == number).with_for_update())
        return read_sweep(connection, number)


def _end(connection: sa.Connection, number: int, state: SweepState, message: str) -> None:
    ended = now(connection)
    values = {"state": state, "message": plain_text(message), "ended": ended}
    _update(connection, number, **values, driver=None, heartbeat=None)


def _update(connection: sa.Connection, number: int, **values: object) -> None:
    connection.execute(sa.update(sweeps).where(sweeps.c.id == number).values(values))


def _checked_name(name: str) -> str:
    checked = checked_name(name)
    if len(checked) > MOST_NAME:
        fault = f"The name of a sweep has at most {MOST_NAME} characters"
        raise StoreError(f"{fault}. Received: {len(checked)}")
    return checked

"""Runs, points, artifacts and kept digits: what pages, engine and workers share.

One SQLite file in WAL mode under runs/, or the database whose URL `CNN_LAB_STORE` holds.
Pages and workers share nothing but this store. A worker writes under its attempt number; when
the run has a newer attempt (or has been taken from it), its write is refused with LeaseLost.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from cnn_core.database import attempts, submissions, wishes
from cnn_core.database.connection import Database
from cnn_core.database.digits import Digits
from cnn_core.database.groups import Groups
from cnn_core.database.labels import Labels, write_label
from cnn_core.database.listing import Listing
from cnn_core.database.rows import (
    QUEUED,
    THERE,
    best_validation,
    has_artifact,
    insert_points,
    insert_run,
    put_artifacts,
    read_artifact,
    read_points,
    read_run,
    runs_with,
)
from cnn_core.database.studies import Studies
from cnn_core.database.sweeps import Sweeps
from cnn_core.database.tables import identity, run_from_row, runs
from cnn_core.database.trash import Trash
from cnn_core.records import (
    Claim,
    KeptDigit,
    Label,
    LeaseLost,
    Point,
    Run,
    RunNotFound,
    State,
    StoreError,
    Wanted,
    checked_name,
)
from cnn_core.result import Result
from cnn_core.spec import RunSpec

__all__ = [
    "LEASE_SECONDS",
    "Claim",
    "KeptDigit",
    "LeaseLost",
    "Point",
    "Run",
    "RunNotFound",
    "State",
    "Store",
    "StoreError",
    "Wanted",
]

LEASE_SECONDS = 8.0
"""A running run whose heartbeat is older than this has lost its worker."""
DEFAULT_FILE = Path(__file__).parents[1] / "runs" / "runs.sqlite"
MAX_STEP = 2**63 - 1
NO_LABEL = Label()
NO_ARTIFACTS: Mapping[str, bytes] = MappingProxyType({})


class Store:
    """The store at `url` (SQLAlchemy), by default `$CNN_LAB_STORE` or runs/runs.sqlite.

    Every method is one transaction. Raises StoreError when the database cannot be used
    (full disk, not a database, newer version, network drive gone), with the reason.
    """

    def __init__(self, url: str | None = None) -> None:
        self._database = Database(
            url or os.environ.get("CNN_LAB_STORE") or f"sqlite:///{DEFAULT_FILE}"
        )
        self.digits = Digits(self._database)
        self.groups = Groups(self._database)
        self.labels = Labels(self._database)
        self.listing = Listing(self._database)
        self.studies = Studies(self._database)
        self.sweeps = Sweeps(self._database)
        self.trash = Trash(self._database)

    @property
    def url(self) -> str:
        """The database's URL, with a password if it has one: not for eyes."""
        return self._database.url

    @property
    def is_file(self) -> bool:
        """Whether the store is a file of this machine, which others cannot use."""
        return self._database.is_file

    def identity(self) -> str:
        """What tells this store from every other one, by whichever URL it is reached."""
        with self._database.reading() as connection:
            return str(connection.scalar(sa.select(identity.c.name)))

    def close(self) -> None:
        """Give the connections back; the store opens new ones when it is used again."""
        self._database.close()

    # -- for those who ask for runs (pages, command line)
    def submit(self, spec: RunSpec, name: str, expected_epoch_seconds: float | None = None) -> int:
        """Queue a run and return its number. Thread counts of 0 are fixed here to the machine's.

        Kept digits that it trains on are those of this moment: they become its artifact "kept".
        """
        with self._database.writing() as connection:
            return submissions.submit(connection, spec, name, expected_epoch_seconds)

    def run(self, run: int) -> Run:
        """Raises RunNotFound."""
        with self._database.reading() as connection:
            return read_run(connection, run)

    def runs(self) -> list[Run]:
        """All runs that are not in the trash, newest first."""
        return self._select_runs(sa.select(runs).where(THERE).order_by(runs.c.id.desc()))

    def queue(self) -> list[Run]:
        """Queued runs in the order in which they will be taken."""
        return self._select_runs(QUEUED)

    def points(
        self,
        run: int,
        kinds: Iterable[str] = ("batch", "epoch", "event"),
        after_step: int = -1,
        up_to_step: int = MAX_STEP,
    ) -> list[Point]:
        """Points of the kinds with after_step < step <= up_to_step, in the order of their steps."""
        with self._database.reading() as connection:
            return read_points(connection, run, kinds, after_step, up_to_step)

    def artifact(self, run: int, name: str) -> bytes | None:
        """The artifact's bytes, or None if the run has none of that name."""
        with self._database.reading() as connection:
            return read_artifact(connection, run, name)

    def has_artifact(self, run: int, name: str) -> bool:
        """Whether the run has an artifact of that name; its bytes are not read."""
        with self._database.reading() as connection:
            return has_artifact(connection, run, name)

    def runs_with(self, name: str) -> set[int]:
        """The numbers of the runs that have an artifact of that name."""
        with self._database.reading() as connection:
            return runs_with(connection, name)

    def best_validation(self, numbers: Collection[int]) -> dict[int, float]:
        """The highest validation accuracy, 0 to 1, among the epochs of each of these runs.

        Runs without validation images, or without a finished epoch, are left out.
        """
        with self._database.reading() as connection:
            return best_validation(connection, numbers)

    def pause(self, run: int) -> None:
        """A queued run is paused at once, a running one at its next flush."""
        with self._database.writing() as connection:
            wishes.pause(connection, run)

    def stop(self, run: int) -> None:
        """A running run stops at its next flush, one that waits at once.

        A run that was queued again goes back to what it was, with its result.
        """
        with self._database.writing() as connection:
            wishes.stop(connection, run)

    def set_learning_rate(self, run: int, learning_rate: float) -> None:
        """Ask for another learning rate, above 0: from the next step that the run takes."""
        with self._database.writing() as connection:
            wishes.set_learning_rate(connection, run, learning_rate)

    def resume(self, run: int) -> None:
        """Queue a paused, stopped, failed or interrupted run, to go on from its checkpoint."""
        with self._database.writing() as connection:
            wishes.resume(connection, run)

    def extend(self, run: int, epochs: int, learning_rate: float | None = None) -> None:
        """Queue a finished or stopped run again for `epochs` more epochs.

        They begin at `learning_rate` if it is given: a schedule may have come down to 0.
        """
        with self._database.writing() as connection:
            wishes.extend(connection, run, epochs, learning_rate)

    def reset(self, run: int) -> None:
        """Queue the run again from its initial weights; its points and result are deleted."""
        with self._database.writing() as connection:
            wishes.reset(connection, run)

    def add(
        self,
        run: Run,
        history: Iterable[Point],
        files: Mapping[str, bytes],
        label: Label = NO_LABEL,
    ) -> int:
        """Take in a run from elsewhere as it is, under the next free number, and return that.

        Raises StoreError for a run that is active: it has no worker here.
        """
        if run.active:
            raise StoreError(f"Only a run that has ended can be taken in. Received: {run.state}")
        row: dict[str, Any] = {name: getattr(run, name) for name in Run.__dataclass_fields__}
        del row["id"]
        row |= {
            "name": checked_name(run.name),
            "spec": run.spec.model_dump_json(),
            "result": run.result and run.result.model_dump_json(),
        }
        with self._database.writing() as connection:
            number = insert_run(connection, row)
            insert_points(connection, number, history)
            put_artifacts(connection, number, files)
            write_label(connection, number, label)
        return number

    # -- for the engine
    def claim(self, slots: int, only: int | None = None) -> Claim | None:
        """Take the oldest queued run, if fewer than `slots` are running and alive in this store.

        State becomes running, the attempt grows by one, the wish is "run" again. Deleted are points
        beyond the step of the run's checkpoint, as they will be made again, and the result with its
        model and evaluation, which this attempt outdates. With `only`, that run or none.
        """
        with self._database.writing() as connection:
            return attempts.take_next(connection, slots, only, LEASE_SECONDS)

    def take(self, claim: Claim) -> bool:
        """Begin this attempt at a queued run as `claim` would, however many others are running.

        Returns whether it was the run's next attempt.
        """
        with self._database.writing() as connection:
            return attempts.take(connection, claim)

    def claimable(self, slots: int, only: int | None = None) -> bool:
        """Whether `claim` would take a run now: time to have a worker ready."""
        with self._database.reading() as connection:
            return attempts.find_next(connection, slots, only, LEASE_SECONDS) is not None

    def lost(self, claim: Claim, reason: str) -> bool:
        """Mark the run as interrupted if it is still running under this claim."""
        with self._database.writing() as connection:
            return attempts.interrupt_held(connection, claim, reason)

    def recover(self) -> list[int]:
        """Mark running runs whose heartbeat is older than LEASE_SECONDS as interrupted."""
        with self._database.writing() as connection:
            return attempts.interrupt_silent(connection, LEASE_SECONDS)

    def put_log(self, claim: Claim, log: bytes) -> None:
        """Keep what an attempt's worker wrote to its stderr, unless a newer attempt has begun."""
        with self._database.writing() as connection:
            attempts.write_log(connection, claim, log)

    # -- for the worker
    def flush(
        self,
        claim: Claim,
        points: Iterable[Point] = (),
        *,
        epoch: int | None = None,
        step: int | None = None,
        device: str | None = None,
        artifacts: Mapping[str, bytes] = NO_ARTIFACTS,
        applied_rate: float | None = None,
    ) -> Wanted:
        """Write what happened, beat the heart and hear what is wanted. Raises LeaseLost.

        `step` is also the step of a checkpoint given among the artifacts. `applied_rate` is the
        wanted learning rate that this checkpoint was made with: it is no longer wanted.
        """
        news = attempts.News(tuple(points), artifacts, epoch, step, applied_rate)
        with self._database.writing() as connection:
            return attempts.beat(connection, claim, news, device)

    def end(
        self,
        claim: Claim,
        state: State,
        message: str | None = None,
        points: Iterable[Point] = (),
        artifacts: Mapping[str, bytes] = NO_ARTIFACTS,
    ) -> None:
        """End the attempt: finished, stopped, paused or failed. Raises LeaseLost.

        The last point's step is also the step of a checkpoint given among the artifacts.
        """
        news = attempts.News(tuple(points), artifacts)
        with self._database.writing() as connection:
            attempts.finish(connection, claim, news, state, message)

    def set_result(self, claim: Claim, result: Result, artifacts: Mapping[str, bytes]) -> None:
        """Write test figures: before `end`, or after it while no newer attempt has begun."""
        with self._database.writing() as connection:
            attempts.write_result(connection, claim, result.model_dump_json(), artifacts)

    def _select_runs(self, query: sa.Select[Any]) -> list[Run]:
        with self._database.reading() as connection:
            return [run_from_row(row) for row in connection.execute(query)]

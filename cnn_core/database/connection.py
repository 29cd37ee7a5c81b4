"""Opening the store's database, its transactions, and its errors in plain words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from cnn_core.database.network_drive import network_drive
from cnn_core.database.tables import SCHEMA_VERSION, about, identity, metadata
from cnn_core.records import StoreError

BUSY_SECONDS = 20
"""How long a transaction waits for those of other processes."""
CREATION_LOCK = 0x434E4E
"""PostgreSQL's advisory lock under which the tables are made."""

REASONS = {
    "SQLITE_NOTADB": "the file is not a database",
    "SQLITE_CORRUPT": "the file is damaged",
    "SQLITE_CANTOPEN": "the file cannot be opened",
    "SQLITE_READONLY": "it may only be read",
    "SQLITE_FULL": "the disk is full",
    "SQLITE_IOERR": "the disk is full or reports an error",
    "SQLITE_BUSY": f"others kept it busy for more than {BUSY_SECONDS} seconds",
    "SQLITE_PERM": "access is not allowed",
}


class Database:
    """A database with the store's tables, made if there are none. Usable from several threads.

    Raises StoreError with the reason, here and in both kinds of transaction.
    """

    def __init__(self, url: str) -> None:
        self._url = _absolute(url)
        self._shown = self._url.database if self.is_file else self._url.render_as_string()
        self._engine = _engine(self._url)
        self._reader = self._engine.execution_options(reads_only=True)
        try:
            self._make_tables()
        except StoreError:
            self.close()
            raise

    @property
    def url(self) -> str:
        """With the password: for the environment of a worker, not for eyes."""
        return self._url.render_as_string(hide_password=False)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """A transaction that sees one state of the database and writes nothing."""
        with self._plain_errors(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """A transaction that is written as a whole or not at all."""
        with self._plain_errors(), self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give the connections back; the next transaction opens new ones."""
        self._engine.dispose()

    @property
    def is_file(self) -> bool:
        """Whether it is a file of this machine, which others cannot use."""
        return self._url.get_backend_name() == "sqlite"

    def _make_tables(self) -> None:
        with self.reading() as connection:
            if not self._missing_tables(connection):
                return
        if self.is_file:
            self._switch_to_wal()
        with self.writing() as connection:
            if not self.is_file:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(CREATION_LOCK)))
            missing = self._missing_tables(connection)  # another process may have been faster
            metadata.create_all(connection)
            if about.name in missing:
                connection.execute(sa.insert(about), {"id": 1, "schema_version": SCHEMA_VERSION})
            if identity.name in missing:
                connection.execute(sa.insert(identity), {"id": 1, "name": uuid4().hex})

    def _missing_tables(self, connection: sa.Connection) -> set[str]:
        """All in a new store; in one made earlier, those that have been added since."""
        tables = set(sa.inspect(connection).get_table_names())
        if tables:
            self._check_version(connection, tables)
        return set(metadata.tables) - tables

    def _check_version(self, connection: sa.Connection, tables: set[str]) -> None:
        if about.name not in tables:
            raise StoreError(f"The store {self._shown} belongs to another program.")
        version = connection.scalar(sa.select(about.c.schema_version))
        if version != SCHEMA_VERSION:
            raise StoreError(
                f"The store {self._shown} was made by another version of CNN Lab. "
                f"Expected: layout {SCHEMA_VERSION}. Received: {version}"
            )

    def _switch_to_wal(self) -> None:
        """Lets readers go on beside a writer; kept by the file, impossible in a transaction."""
        with self._plain_errors():
            connection = self._engine.raw_connection()
            try:
                connection.cursor().execute("PRAGMA journal_mode = WAL")
            finally:
                connection.close()

    @contextmanager
    def _plain_errors(self) -> Iterator[None]:
        try:
            yield
        except (DBAPIError, PoolTimeoutError, sqlite3.Error) as error:
            raise StoreError(
                f"The store {self._shown} cannot be used: {_reason(error)}."
            ) from error


def _absolute(url: str) -> URL:
    """A worker may start in another folder: a file's path becomes absolute, its folder is made."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError(
            f"The store needs a URL like sqlite:///runs.sqlite. Received: {url}"
        ) from None
    if parsed.get_backend_name() != "sqlite" or (parsed.database or "").startswith("file:"):
        return parsed
    path = Path(parsed.database or "").resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"The store's folder {path.parent} cannot be made: {error.strerror}."
        ) from None
    if drive := network_drive(path.parent):
        raise StoreError(
            f"The store {path} lies on a network drive ({drive}), where SQLite loses what several "
            "processes write. Set CNN_LAB_STORE to a file on this machine's own disk, or to a "
            "PostgreSQL database: postgresql+psycopg://user@host/name."
        )
    return parsed.set(database=str(path))


def _engine(url: URL) -> sa.Engine:
    try:
        engine = sa.create_engine(url, pool_size=20, pool_pre_ping=True)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(f"The store {url.render_as_string()} needs a driver: {error}.") from None
    if url.get_backend_name() == "sqlite":
        sa.event.listen(engine, "connect", _configure_sqlite)
        sa.event.listen(engine, "begin", _begin_sqlite)
    return engine


def _configure_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin below, not where the driver thinks fit
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = NORMAL")


def _begin_sqlite(connection: sa.Connection) -> None:
    """A writer takes the lock at once: one that reads first could be refused it later."""
    reads_only = connection.get_execution_options().get("reads_only", False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def _reason(error: Exception) -> str:
    cause: Any = getattr(error, "orig", None) or error
    name = "_".join(getattr(cause, "sqlite_errorname", "").split("_")[:2])
    first_line = next(iter(str(cause).splitlines()), type(cause).__name__)
    return REASONS.get(name, first_line.rstrip("."))

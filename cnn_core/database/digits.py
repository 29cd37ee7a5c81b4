"""The digits that people keep."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from cnn_core.database.connection import Database
from cnn_core.database.rows import now
from cnn_core.database.tables import kept_digits
from cnn_core.records import MAX_DIGITS, KeptDigit, StoreError
from cnn_core.spec import CLASSES, INPUT_SHAPE

PIXELS = INPUT_SHAPE[0] * INPUT_SHAPE[1]


class Digits:
    """The store's kept digits. Every method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, label: int, pixels: bytes) -> int:
        """Keep a drawing of 28 × 28 pixels, 0 (ground) to 255 (ink), and return its number.

        No other digit ever gets that number. Raises StoreError for another label than 0 to 9,
        other pixels, or MAX_DIGITS kept already.
        """
        _check(label, pixels)
        with self._database.writing() as connection:
            if _count(connection) >= MAX_DIGITS:
                fault = f"At most {MAX_DIGITS:,} digits can be kept. Delete some of them first."
                raise StoreError(fault)
            row = {"label": int(label), "pixels": pixels, "created": now(connection)}
            statement = sa.insert(kept_digits).values(row).returning(kept_digits.c.id)
            number: int | None = connection.scalar(statement)
        assert number is not None
        return number

    def all(self) -> list[KeptDigit]:
        """All kept digits, oldest first."""
        with self._database.reading() as connection:
            return read(connection)

    def count(self) -> int:
        """How many digits are kept; their pixels are not read."""
        with self._database.reading() as connection:
            return _count(connection)

    def delete(self, numbers: Iterable[int]) -> None:
        """Delete those of these digits that are still kept."""
        chosen = kept_digits.c.id.in_(list(numbers))
        with self._database.writing() as connection:
            connection.execute(sa.delete(kept_digits).where(chosen))


def read(connection: sa.Connection) -> list[KeptDigit]:
    """All kept digits, oldest first, inside a transaction that the caller holds."""
    columns = (kept_digits.c[name] for name in KeptDigit.__dataclass_fields__)
    query = sa.select(*columns).order_by(kept_digits.c.id)
    return [KeptDigit(*row) for row in connection.execute(query)]


def _count(connection: sa.Connection) -> int:
    return connection.scalar(sa.select(sa.func.count()).select_from(kept_digits)) or 0


def _check(label: int, pixels: bytes) -> None:
    if not (0 <= label < CLASSES and len(pixels) == PIXELS):
        raise StoreError(
            f"A kept digit has a label from 0 to {CLASSES - 1} and {PIXELS} pixels. "
            f"Received: {label}, {len(pixels):,} pixels"
        )

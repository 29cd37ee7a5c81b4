"""The digits that people keep, inside a transaction that the caller holds."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from cnn_core.database.rows import now
from cnn_core.database.tables import kept_digits
from cnn_core.records import MAX_DIGITS, KeptDigit, StoreError
from cnn_core.spec import CLASSES, INPUT_SHAPE

PIXELS = INPUT_SHAPE[0] * INPUT_SHAPE[1]


def keep(connection: sa.Connection, label: int, pixels: bytes) -> int:
    """Add a digit and return its number, which no other digit ever gets."""
    if not (0 <= label < CLASSES and len(pixels) == PIXELS):
        raise StoreError(
            f"A kept digit has a label from 0 to {CLASSES - 1} and {PIXELS} pixels. "
            f"Received: {label}, {len(pixels):,} pixels"
        )
    if count(connection) >= MAX_DIGITS:
        raise StoreError(f"At most {MAX_DIGITS:,} digits can be kept. Delete some of them first.")
    row = {"label": int(label), "pixels": pixels, "created": now(connection)}
    statement = sa.insert(kept_digits).values(row).returning(kept_digits.c.id)
    number: int | None = connection.scalar(statement)
    assert number is not None
    return number


def count(connection: sa.Connection) -> int:
    """How many digits are kept."""
    return connection.scalar(sa.select(sa.func.count()).select_from(kept_digits)) or 0


def read(connection: sa.Connection) -> list[KeptDigit]:
    """All kept digits, oldest first."""
    columns = (kept_digits.c[name] for name in KeptDigit.__dataclass_fields__)
    query = sa.select(*columns).order_by(kept_digits.c.id)
    return [KeptDigit(*row) for row in connection.execute(query)]


def delete(connection: sa.Connection, numbers: Iterable[int]) -> None:
    """Delete those of these digits that are still kept."""
    connection.execute(sa.delete(kept_digits).where(kept_digits.c.id.in_(list(numbers))))

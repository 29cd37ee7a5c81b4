"""A run's points as CSV and back: one line a point, empty where there is no number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Literal

from cnn_core.records import MAX_TEXT, Point
from cnn_core.result import MAX_SECONDS
from cnn_core.spec import MAX_EPOCHS

COLUMNS = tuple(Point.__dataclass_fields__)
KINDS: dict[str, Literal["batch", "epoch", "event"]] = {
    "batch": "batch",
    "epoch": "epoch",
    "event": "event",
}
MAX_STEPS = 1_000_000
"""Of a run that comes back: each has its row, and all of them are in memory for a moment."""
MAX_ROWS = 2 * MAX_STEPS


def metrics_csv(points: Iterable[Point]) -> str:
    """Numbers in full, so that `read_metrics` gives equal points."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for point in points:
        writer.writerow(getattr(point, name) for name in COLUMNS)
    return text.getvalue()


def read_metrics(data: bytes) -> Iterator[Point]:
    """Read what `metrics_csv` wrote. Raises ValueError with the line and what is wrong there."""
    rows = csv.reader(io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", newline=""))
    try:
        if tuple(next(rows, ())) != COLUMNS:
            raise ValueError(f"expected the columns {', '.join(COLUMNS)}")
        for count, row in enumerate(rows, 1):
            if count > MAX_ROWS:
                raise ValueError(f"expected at most {MAX_ROWS:,} rows")
            yield _point(row)
    except (ValueError, csv.Error) as error:
        raise ValueError(f"line {rows.line_num}: {error}") from None


def _point(row: list[str]) -> Point:
    if len(row) != len(COLUMNS):
        raise ValueError(f"expected {len(COLUMNS)} values. Received: {len(row)}")
    kind, step, epoch, seconds, loss, accuracy, val_loss, val_accuracy, rate, note = row
    if kind not in KINDS:
        raise ValueError(f"expected one of {', '.join(KINDS)}. Received: {kind!r:.40}")
    if len(note) > MAX_TEXT or "\0" in note:
        raise ValueError(f"expected a note of at most {MAX_TEXT} characters")
    return Point(
        kind=KINDS[kind],
        step=_count(step, 0 if kind == "event" else 1, MAX_STEPS),
        epoch=_count(epoch, 1, MAX_EPOCHS),
        seconds=_seconds(seconds),
        loss=_number(loss),
        accuracy=_number(accuracy),
        val_loss=_number(val_loss),
        val_accuracy=_number(val_accuracy),
        learning_rate=_number(rate),
        note=note or None,
    )


def _count(text: str, least: int, most: int) -> int:
    count = int(text)
    if not least <= count <= most:
        raise ValueError(f"expected a count from {least} to {most:,}. Received: {count:,}")
    return count


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= MAX_SECONDS:
        raise ValueError(f"expected seconds of 0 or more. Received: {text}")
    return seconds


def _number(text: str) -> float | None:
    return float(text) if text else None

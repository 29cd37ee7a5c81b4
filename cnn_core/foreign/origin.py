"""Where a run's first weights came from, if they were not drawn here."""

from __future__ import annotations

from collections.abc import Iterable

from cnn_core.records import Point

NOTE = "weights from a file"


def from_file() -> Point:
    """The event that marks a run taken in from a file, in front of whatever is trained later."""
    return Point("event", step=0, epoch=1, seconds=0.0, note=NOTE)


def is_from_file(events: Iterable[Point]) -> bool:
    """Whether a run with these events began with the weights of a file."""
    return any(event.note == NOTE for event in events)

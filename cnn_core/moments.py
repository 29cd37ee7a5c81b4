"""A run's network at a moment: now, or when a snapshot of it was taken."""

from __future__ import annotations

from cnn_core.records import LATEST, StoreError
from cnn_core.store import Store


def payload_at(store: Store, run: int, moment: int) -> bytes:
    """The payload at the step of a snapshot, or the newest for LATEST. Raises StoreError."""
    payload = store.artifact(run, "payload") if moment == LATEST else None
    if payload is None:
        raise StoreError(f"Run {run} has no weights of that moment.")
    return payload

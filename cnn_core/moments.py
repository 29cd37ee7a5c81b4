"""A run's network at a moment: now, or when a snapshot of it was taken."""

from __future__ import annotations

from cnn_core.records import LATEST, StoreError
from cnn_core.snapshots import SnapshotsError, read
from cnn_core.store import Store


def payload_at(store: Store, run: int, moment: int) -> bytes:
    """The payload at the step of a snapshot, or the newest for LATEST. Raises StoreError."""
    payload = store.artifact(run, "payload") if moment == LATEST else _past(store, run, moment)
    if payload is None:
        when = "yet" if moment == LATEST else f"of step {moment:,}"
        raise StoreError(f"Run {run} has no weights {when}.")
    return payload


def _past(store: Store, run: int, step: int) -> bytes | None:
    data = store.artifact(run, "snapshots")
    try:
        taken = [] if data is None else read(data)
    except SnapshotsError as error:
        raise StoreError(f"Run {run}: {error}") from None
    return next((snapshot.payload for snapshot in taken if snapshot.step == step), None)

"""The network of a moment: a run's newest weights, or a snapshot."""

from __future__ import annotations

import pytest

from cnn_core.moments import payload_at
from cnn_core.records import LATEST, StoreError
from cnn_core.snapshots import Snapshot, pack
from cnn_core.store import Store
from tests.stored_runs import begun

TAKEN = [Snapshot(0, 0, b"zero"), Snapshot(5, 0, b"five")]


def test_a_moment_is_the_step_of_a_snapshot_or_now(store: Store) -> None:
    claim = begun(store)
    with pytest.raises(StoreError, match="no weights yet"):
        payload_at(store, claim.run, LATEST)
    store.flush(claim, artifacts={"payload": b"now", "snapshots": pack(TAKEN)})
    assert payload_at(store, claim.run, LATEST) == b"now"
    assert payload_at(store, claim.run, 5) == b"five"
    with pytest.raises(StoreError, match="no weights of step 1"):
        payload_at(store, claim.run, 1)


def test_damaged_snapshots_are_told_in_a_sentence(store: Store) -> None:
    claim = begun(store)
    store.flush(claim, artifacts={"snapshots": b"garbage"})
    with pytest.raises(StoreError, match="Run 1: The snapshots are not whole"):
        payload_at(store, claim.run, 0)

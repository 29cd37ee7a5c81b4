"""Runs in a store, for tests that need some."""

from __future__ import annotations

import time

import sqlalchemy as sa

from cnn_core.capsule.circumstances import Circumstances
from cnn_core.database.tables import runs as runs_table
from cnn_core.presets import ARTICLE
from cnn_core.records import Claim, Point, State
from cnn_core.result import Result
from cnn_core.store import LEASE_SECONDS, Store

RESULT = Result(
    test_accuracy=0.99,
    test_loss=0.03,
    test_images=10_000,
    seconds=20.6,
    epoch_seconds=(4.1, 4.0),
    images_per_second=14_000,
    device="CPU:0",
    intra_op_threads=2,
    inter_op_threads=2,
    weights=96_844,
    best_epoch=2,
    restored_best=False,
    tensorflow="2.21.0",
    keras="3.15.1",
)
CIRCUMSTANCES = Circumstances(
    python="3.11.2",
    numpy="2.4.6",
    tensorflow="2.21.0",
    keras="3.15.1",
    architecture="x86_64",
    processor="A processor",
    intra_op_threads=2,
    inter_op_threads=2,
    dataset_files="a" * 64,
    training_images="b" * 64,
    training_labels="c" * 64,
)


def batch(step: int, loss: float = 0.5) -> Point:
    return Point("batch", step, 1, step / 100, loss=loss, accuracy=0.9, learning_rate=0.001)


def begun(store: Store, name: str = "a run") -> Claim:
    """A claim on a run just submitted."""
    claim = store.claim(slots=99, only=store.submit(ARTICLE, name))
    assert claim is not None
    return claim


def ended(store: Store, state: State) -> int:
    claim = begun(store)
    store.end(claim, state)
    return claim.run


def silence(store: Store, run: int) -> None:
    """Make the run's last heartbeat older than the lease."""
    engine = sa.create_engine(store.url)
    with engine.begin() as connection:
        past = time.time() - LEASE_SECONDS - 1
        connection.execute(
            sa.update(runs_table).where(runs_table.c.id == run).values(heartbeat=past)
        )
    engine.dispose()

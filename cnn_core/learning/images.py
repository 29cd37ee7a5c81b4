"""The images of a run, as they were when it was submitted."""

from __future__ import annotations

from cnn_core import datasets
from cnn_core.datasets import Images, Split
from cnn_core.drawing import kept_digits
from cnn_core.npz import NpzError
from cnn_core.store import Run, Store, StoreError


def split_of(store: Store, run: Run) -> Split:
    """What the run is trained, validated and tested on.

    Raises DatasetUnavailable, and StoreError where the run's kept digits are missing or damaged.
    """
    data = run.spec.data
    kept = _kept(store, run) if data.kept_images else None
    return datasets.prepare(data, run.spec.training.seed, kept)


def _kept(store: Store, run: Run) -> Images:
    snapshot = store.artifact(run.id, "kept")
    if snapshot is None:
        raise StoreError(f"The kept digits that run {run.id} is trained on are missing.")
    try:
        return kept_digits.from_snapshot(snapshot)
    except NpzError as error:
        raise StoreError(f"The kept digits of run {run.id} are damaged. {error}") from None

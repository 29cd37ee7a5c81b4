"""Test figures of a run's saved model: for a run whose worker ended before it could write them."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from cnn_core.datasets import Normalization, Split
from cnn_core.learning import checkpoint, devices, outcome, weights
from cnn_core.learning.evaluation import Evaluator
from cnn_core.learning.images import split_of
from cnn_core.learning.link import persistently
from cnn_core.learning.progress import Progress
from cnn_core.payload import PayloadError, unpack
from cnn_core.store import Claim, Run, Store, StoreError


def evaluate(store: Store, claim: Claim) -> None:
    """Write the run's result and evaluation anew, and its payload. Needs a fresh process.

    Raises StoreError, LeaseLost, CheckpointError, DatasetUnavailable, DeviceUnavailable.
    """
    run = store.run(claim.run)
    data = store.artifact(claim.run, "model")
    if data is None:
        raise StoreError("The run has no saved model yet, so there is nothing to evaluate.")
    devices.configure(run.spec.hardware)
    model = outcome.load_model(data)
    split = split_of(store, run)
    evaluator = Evaluator(model, run.spec.training.batch_size)
    scores = evaluator.scores(split.test)
    saved = store.artifact(claim.run, "checkpoint")
    progress = checkpoint.read_progress(saved) if saved else Progress()
    result = outcome.result(
        scores,
        progress,
        split,
        weights=model.count_params(),
        device=devices.used(evaluator.witness, run.spec.hardware),
        restored=_restored(run, progress),
    )
    files = {
        "evaluation": scores.packed(split.test_indices),
        "payload": weights.payload(model, run.spec, _normalization(store, claim.run, split)),
    }
    persistently(partial(store.set_result, claim, result, files))


def _normalization(store: Store, run: int, split: Split) -> Normalization:
    """That of the payload, if there is one: a network from elsewhere may have its own."""
    payload = store.artifact(run, "payload")
    with suppress(PayloadError):
        if payload is not None:
            return unpack(payload).normalization
    return split.normalization


def _restored(run: Run, progress: Progress) -> bool:
    """Whether the saved model has the best epoch's weights in place of the last one's."""
    patience = run.spec.training.early_stopping_patience
    put_back = patience > 0 and progress.complete(patience)
    return put_back and progress.best_epoch not in (None, progress.epoch)

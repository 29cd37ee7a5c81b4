"""Test figures of a run's saved model: for a run whose worker ended before it could write them."""

from __future__ import annotations

from functools import partial

from cnn_core import datasets
from cnn_core.learning import checkpoint, devices, outcome
from cnn_core.learning.evaluation import Evaluator
from cnn_core.learning.link import persistently
from cnn_core.learning.progress import Progress
from cnn_core.store import Claim, Store, StoreError


def evaluate(store: Store, claim: Claim) -> None:
    """Write the run's result and evaluation anew. Needs a fresh process.

    Raises StoreError, LeaseLost, CheckpointError, DatasetUnavailable, DeviceUnavailable.
    """
    run = store.run(claim.run)
    data = store.artifact(claim.run, "model")
    if data is None:
        raise StoreError("The run has no saved model yet, so there is nothing to evaluate.")
    devices.configure(run.spec.hardware)
    model = outcome.load_model(data)
    split = datasets.prepare(run.spec.data, run.spec.training.seed)
    scores = Evaluator(model).scores(split.test)
    saved = store.artifact(claim.run, "checkpoint")
    progress = checkpoint.read_progress(saved) if saved else Progress()
    restored = run.result is not None and run.result.restored_best
    result = outcome.result(
        scores,
        progress,
        split,
        weights=model.count_params(),
        device=run.device or "",
        restored=restored,
    )
    evaluation = {"evaluation": scores.packed(split.test_indices)}
    persistently(partial(store.set_result, claim, result, evaluation))

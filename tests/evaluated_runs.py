"""Runs with points and answers in a store, as a training leaves them."""

from __future__ import annotations

import time

from cnn_core.presets import ARTICLE
from cnn_core.records import Point, Run, State
from cnn_core.result import Result
from cnn_core.spec import RunSpec
from cnn_core.store import Store
from tests import stored_runs
from tests.ended_runs import answers, wrong_at

RESULT = stored_runs.RESULT.model_copy(
    update={
        "test_accuracy": 0.9893,
        "test_loss": 0.0345,
        "seconds": 61.2,
        "epoch_seconds": (20.6, 20.2, 20.4),
    }
)
POINTS = [
    *(Point("batch", step, 1, step / 50, loss=1 / step, accuracy=0.5) for step in range(1, 100)),
    Point("epoch", 844, 1, 20.6, loss=0.1651, accuracy=0.95, val_loss=0.06, val_accuracy=0.98),
    Point("epoch", 1688, 2, 40.8, loss=0.05, accuracy=0.985, val_loss=0.05, val_accuracy=0.985),
]


def evaluation(wrong: int = 107) -> bytes:
    """Answers that are right but for the first images, each taken for the next class."""
    return answers(wrong_at(slice(wrong)))


def add(
    store: Store, spec: RunSpec = ARTICLE, result: Result | None = RESULT, **files: bytes
) -> int:
    run = Run(
        id=0,
        name="A run",
        spec=spec,
        state=State.FINISHED if result else State.STOPPED,
        attempt=1,
        crashes=0,
        target_epochs=spec.training.epochs,
        epoch=2,
        step=1688,
        created=time.time(),
        started=time.time(),
        ended=time.time(),
        heartbeat=None,
        device=result.device if result else None,
        message=None,
        expected_epoch_seconds=None,
        result=result,
    )
    return store.add(run, POINTS, files)

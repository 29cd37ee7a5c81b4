"""Runs that have ended, made up: what a store holds after a training that nobody waited for."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnn_core.datasets import load_test
from cnn_core.presets import ARTICLE
from cnn_core.records import Run, State
from cnn_core.result import Result
from cnn_core.scores import Evaluation
from cnn_core.spec import RunSpec
from tests.stored_runs import RESULT


def ended(
    number: int = 0,
    name: str = "a run",
    spec: RunSpec = ARTICLE,
    result: Result | None = RESULT,
) -> Run:
    """A run with that result, finished; without one it was stopped."""
    return Run(
        id=number,
        name=name,
        spec=spec,
        state=State.FINISHED if result else State.STOPPED,
        attempt=1,
        crashes=0,
        target_epochs=spec.training.epochs,
        epoch=spec.training.epochs,
        step=1000,
        created=1.0,
        started=2.0,
        ended=3.0,
        heartbeat=None,
        device=result.device if result else None,
        message=None,
        expected_epoch_seconds=None,
        result=result,
    )


def reached(
    test_accuracy: float = 0.99,
    weights: int = 96_844,
    seconds: float = 20.0,
    test_images: int = 10_000,
) -> Result:
    """A result with these figures; its epochs took a fifth of the seconds each."""
    figures = {
        "test_accuracy": test_accuracy,
        "weights": weights,
        "seconds": seconds,
        "test_images": test_images,
        "epoch_seconds": (seconds / 5,) * 5,
    }
    return RESULT.model_copy(update=figures)


def wrong_at(*positions: int | slice) -> NDArray[np.bool_]:
    """(10000,): which of MNIST's test images are misread."""
    wrong = np.zeros(10_000, np.bool_)
    for position in positions:
        wrong[position] = True
    return wrong


def answers(wrong: NDArray[np.bool_]) -> bytes:
    """The artifact "evaluation" of a run that takes these images for the next class."""
    labels = load_test("mnist").labels
    taken_for = (labels.astype(int) + wrong) % 10
    probabilities = np.full((len(labels), 10), 0.01, np.float32)
    probabilities[np.arange(len(labels)), taken_for] = 0.91
    indices = np.arange(len(labels), dtype=np.int32)
    return Evaluation.of(probabilities, labels, indices).to_bytes()

"""What a worker answers to questions. With its process: tests/test_worker.py."""

from __future__ import annotations

import pytest

from cnn_core.store import Store
from cnn_core.worker import Calibrate, Evaluate, answer
from tests.learning.tiny import TINY


def test_a_calibration_is_answered_in_seconds() -> None:
    said: list[dict[str, dict[str, float]]] = []
    assert answer(Calibrate(job="calibrate", spec=TINY), said.append) == 0
    (answered,) = said
    assert 1e-5 < answered["done"]["seconds_per_step"] < 5


def test_what_cannot_be_done_is_told_in_a_sentence(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    run = store.submit(TINY, "without a model")
    said: list[dict[str, str]] = []
    assert answer(Evaluate(job="evaluate", run=run, attempt=0), said.append) == 1
    assert said == [{"error": "The run has no saved model yet, so there is nothing to evaluate."}]

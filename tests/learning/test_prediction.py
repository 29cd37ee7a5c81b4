"""What saved models answer, against Keras' own predict."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from cnn_core import datasets
from cnn_core.learning import outcome
from cnn_core.learning.checkpoint import CheckpointError
from cnn_core.learning.prediction import BATCH, predict
from cnn_core.learning.state import fresh
from cnn_core.store import State, Store, StoreError
from tests.learning.tiny import RANDOM, TINY, changed

SPECS = {
    "tiny": TINY,
    "random": TINY.model_copy(update={"architecture": RANDOM}),
    "sigmoid": changed(TINY, {"architecture.layers.3.activation": "sigmoid"}),
    "mixed": changed(TINY, {"hardware.mixed_precision": True}),
}


def with_model(store: Store, name: str, model: bytes) -> int:
    run = store.submit(TINY, name)
    claim = store.claim(99, only=run)
    store.flush(claim, artifacts={"model": model})
    store.end(claim, State.STOPPED)
    return run


@pytest.fixture
def models(split) -> dict[str, bytes]:
    normalization = datasets.normalization.fit("mean_std", split.train.pixels)
    return {n: outcome.model_file(fresh(s).model, normalization) for n, s in SPECS.items()}


def test_each_run_answers_as_keras_predicts(store, models, split):
    pixels = split.test.pixels[: BATCH + 70]
    runs = {with_model(store, name, model): model for name, model in models.items()}
    told: list[float] = []
    outputs = predict(store, list(runs), pixels, told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]
    assert outputs.keys() == runs.keys()
    for run, model in runs.items():
        raw = pixels[..., None].astype("float32")
        oracle = outcome.load_model(model).predict(raw, verbose=0)
        assert outputs[run].dtype == np.float32
        np.testing.assert_allclose(outputs[run], oracle, atol=1e-5)
    few = predict(store, [next(iter(runs))], pixels[:1], told.append)
    np.testing.assert_allclose(few[next(iter(runs))], outputs[next(iter(runs))][:1], atol=1e-6)


def foreign_model(tmp_path) -> bytes:
    """A sound model that answers with 12 classes."""
    model = keras.Sequential(
        [keras.Input((28, 28, 1)), keras.layers.Flatten(), keras.layers.Dense(12)]
    )
    path = tmp_path / "model.keras"
    model.save(path)
    return path.read_bytes()


def test_a_model_that_cannot_answer_is_told_with_its_run(store, tmp_path):
    image = np.zeros((1, 28, 28), np.uint8)
    without = store.submit(TINY, "without")
    with pytest.raises(StoreError, match=f"Run {without} has no saved model"):
        predict(store, [without], image, print)
    damaged = with_model(store, "damaged", b"no model")
    with pytest.raises(CheckpointError, match=f"Run {damaged}: The model cannot be loaded"):
        predict(store, [damaged], image, print)
    foreign = with_model(store, "foreign", foreign_model(tmp_path))
    with pytest.raises(CheckpointError, match=rf"Run {foreign}: .* Received: .*None, 12\)"):
        predict(store, [foreign], image, print)

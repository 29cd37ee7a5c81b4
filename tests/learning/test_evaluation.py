from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest

from cnn_core.layers import LOSSES
from cnn_core.learning.evaluation import LARGEST_BATCH, Evaluator
from cnn_core.learning.network import with_normalization
from cnn_core.learning.state import fresh
from cnn_core.spec import CLASSES
from tests.learning.tiny import TINY, changed


@pytest.mark.parametrize("activation", ["softmax", "sigmoid"])
def test_loss_and_accuracy_agree_with_keras(split, activation):
    changes = {"architecture.layers.0.l2": 0, "architecture.layers.3.activation": activation}
    model = fresh(changed(TINY, changes)).model
    images = split.test.take(np.arange(3 * LARGEST_BATCH + 5))
    scores = Evaluator(model, 32, split.normalization).scores(images)
    model.compile(loss=LOSSES[activation], metrics=["categorical_accuracy"])
    inputs = split.normalization.apply(images.pixels)
    loss, accuracy = model.evaluate(inputs, np.eye(CLASSES)[images.labels], verbose=0)
    assert scores.loss == pytest.approx(loss, rel=1e-4)
    assert scores.accuracy == pytest.approx(accuracy)
    np.testing.assert_allclose(
        scores.probabilities, model.predict(inputs, verbose=0), rtol=1e-4, atol=1e-6
    )


def test_a_model_on_raw_pixels_scores_the_same(split):
    model = fresh(TINY).model
    images = split.test.take(np.arange(200))
    inside = Evaluator(model, 32, split.normalization).scores(images)
    raw = Evaluator(with_normalization(model, split.normalization), 500).scores(images)
    np.testing.assert_allclose(raw.probabilities, inside.probabilities, rtol=1e-4, atol=1e-6)
    assert raw.loss == pytest.approx(inside.loss, rel=1e-5)


def test_dropout_and_normalisation_are_in_inference_mode(split):
    layers = [{"kind": "dropout", "rate": 0.9}, {"kind": "flatten"}, {"kind": "output"}]
    model = fresh(changed(TINY, {"architecture.layers": layers})).model
    evaluator = Evaluator(model, 32, split.normalization)
    first, second = (evaluator.scores(split.validation) for _ in range(2))
    np.testing.assert_array_equal(first.probabilities, second.probabilities)


@pytest.mark.parametrize(("batch_size", "at_once"), [(7, 7), (1000, LARGEST_BATCH)])
def test_no_more_images_at_once_than_in_training(split, batch_size, at_once):
    """The memory check counts a mini-batch of the training only."""
    evaluator = Evaluator(fresh(TINY).model, batch_size, split.normalization)
    first, *_, last = evaluator.batches(split.test.take(np.arange(3 * at_once - 1)))
    assert (len(first.labels), len(last.labels)) == (at_once, at_once - 1)


def test_the_artifact_holds_plain_arrays(split):
    images = split.test.take(np.arange(10))
    scores = Evaluator(fresh(TINY).model, 32, split.normalization).scores(images)
    with np.load(BytesIO(scores.packed(np.arange(10, dtype=np.int32))), allow_pickle=False) as npz:
        types = {name: (npz[name].dtype.name, npz[name].shape) for name in npz.files}
    assert types == {
        "probabilities": ("float32", (10, 10)),
        "labels": ("uint8", (10,)),
        "indices": ("int32", (10,)),
        "classes": ("float64", (3, 10)),
    }

"""Networks opened from payloads, against the Keras models that the payloads were made of."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from cnn_core import datasets
from cnn_core.learning import network, weights
from cnn_core.learning.opened import Opened
from cnn_core.learning.state import fresh
from cnn_core.payload import PayloadError
from tests.learning.tiny import RANDOM, TINY, changed

SPECS = {
    "tiny": TINY,
    "random": TINY.model_copy(update={"architecture": RANDOM}),
    "strided points": changed(
        TINY,
        {"architecture.layers.0.kernel_size": [1, 1], "architecture.layers.0.strides": [2, 2]},
    ),
    "sigmoid": changed(TINY, {"architecture.layers.3.activation": "sigmoid"}),
}


@pytest.fixture(params=list(SPECS))
def spec(request):
    return SPECS[request.param]


@pytest.fixture(params=["unit", "per_pixel"])
def normalization(request, split):
    return datasets.normalization.fit(request.param, split.train.pixels)


@pytest.fixture
def model(spec) -> keras.Model:
    model = fresh(spec).model
    rng = np.random.default_rng(5)
    model.set_weights([rng.uniform(0.1, 1, each.shape) for each in model.get_weights()])
    return model


def test_every_layer_gives_what_the_model_gives(spec, model, normalization, split):
    opened = Opened(weights.payload(model, spec, normalization))
    raw = split.test.pixels[:5, ..., None].astype("float32")
    on_pixels = network.with_normalization(model, normalization)
    last = on_pixels(raw, training=False)
    positions = range(len(opened.layers))
    outputs = opened.outputs(*positions)(raw, training=False)
    np.testing.assert_allclose(outputs[-1], last, atol=1e-6)
    inner = keras.Model(model.input, [layer.output for layer in model.layers])
    expected = dict(
        zip(
            [layer.name.rpartition("_")[2] for layer in model.layers],
            inner(normalization.apply(split.test.pixels[:5]), training=False),
            strict=True,
        )
    )
    for position, received in zip(positions, outputs, strict=True):
        np.testing.assert_allclose(received, expected[str(position)], rtol=1e-4, atol=1e-4)


def test_logits_come_before_the_activation(spec, model, normalization, split):
    opened = Opened(weights.payload(model, spec, normalization))
    raw = split.test.pixels[:5, ..., None].astype("float32")
    activation = keras.activations.get(opened.layers[-1].activation)
    outputs = opened.outputs(len(opened.layers) - 1)(raw, training=False)
    np.testing.assert_allclose(
        activation(opened.logits(raw, training=False)), outputs, rtol=1e-4, atol=1e-6
    )


def test_what_is_no_payload_is_refused():
    with pytest.raises(PayloadError):
        Opened(b"no payload")

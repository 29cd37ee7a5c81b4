"""Surveys of tiny networks, against Keras' layers called one by one and means by numpy."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from cnn_core import datasets, questions
from cnn_core.inside import survey_layers
from cnn_core.inside.survey import Survey
from cnn_core.layers import (
    ActivationLayer,
    Architecture,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    Output,
)
from cnn_core.learning import studies, weights
from cnn_core.learning.opened import Opened
from cnn_core.learning.survey import Surveyor
from cnn_core.records import LATEST
from tests.learning.keras_outputs import outputs, random_model
from tests.learning.tiny import RANDOM, TINY

IMAGES = 150
ARCHITECTURES = {
    "plain": (
        Conv2D(filters=5, strides=(4, 4)), MaxPooling2D(), Flatten(), Dense(units=6), Output(),
    ),
    "one map": (Conv2D(filters=1, strides=(5, 5)), Flatten(), Output()),
    "1x1 maps": (
        Conv2D(filters=4, kernel_size=(28, 28), activation="tanh"), Flatten(), Output(),
    ),
    "normalised": (
        Conv2D(filters=3, strides=(6, 6), activation="linear"), BatchNormalization(),
        ActivationLayer(), Dropout(), Flatten(), Dense(units=4, activation="elu"), Output(),
    ),
    "averaged": (
        Conv2D(filters=3, strides=(4, 4)), AveragePooling2D(), GlobalAveragePooling2D(),
        BatchNormalization(), Output(activation="sigmoid"),
    ),
    "units": (Flatten(), Dense(units=8), Dropout(), Dense(units=5, activation="sigmoid"), Output()),
    "pixels alone": (Flatten(), Output()),
}  # fmt: skip


def made(architecture: Architecture, seed: int = 1) -> keras.Model:
    return random_model(architecture, np.random.default_rng(seed))


def images_of(split) -> datasets.Images:
    return split.train.take(np.arange(IMAGES))


def surveyed(model: keras.Model, architecture: Architecture, split) -> Survey:
    spec = TINY.model_copy(update={"architecture": architecture})
    images = images_of(split)
    surveyor = Surveyor(Opened(weights.payload(model, spec, split.normalization)), len(images))
    done = list(surveyor.look_at(images))
    assert done == sorted(done)
    assert done[-1] == IMAGES
    return surveyor.found()


@pytest.fixture(params=list(ARCHITECTURES))
def architecture(request) -> Architecture:
    return Architecture(layers=ARCHITECTURES[request.param])


def logits_behind(model: keras.Model, position: int, values):
    """The layers behind a position one by one, the last one without its activation."""
    behind = [layer for layer in model.layers[1:] if weights.position(layer) > position]
    for layer in behind[:-1]:
        values = layer(values)
    kernel, bias = behind[-1].get_weights()
    return np.asarray(values) @ kernel + bias


def silence(model: keras.Model, position: int, unit: int, bias: float) -> None:
    """Have a unit or map give the bias's activation whatever it sees."""
    layer = next(each for each in model.layers[1:] if weights.position(each) == position)
    kernel, biases = layer.get_weights()
    kernel[..., unit], biases[unit] = 0, bias
    layer.set_weights([kernel, biases])


def silent(layer, values) -> list[int]:
    """Units of a layer that say nothing, by their outputs for all images."""
    of_units = np.moveaxis(values, -1, 0).reshape(values.shape[-1], len(values), -1)
    if layer.activation == "relu":
        return [i for i, each in enumerate(of_units) if not (each > 0).any()]
    return [i for i, each in enumerate(of_units) if np.ptp(each, axis=0).max() <= 1e-6]


def test_every_figure_is_what_keras_and_numpy_give(architecture, split):
    layers = architecture.layers
    model = made(architecture)
    judged = survey_layers.judged(layers)
    for position in judged[:2]:
        if layers[position].kind != "activation":
            silence(model, position, 0, bias=-0.1)
    survey = surveyed(model, architecture, split)
    images = images_of(split)
    labels = images.labels
    by_layer = outputs(model, split.normalization.apply(images.pixels))

    taken_for = by_layer[-1].argmax(axis=1)
    for true, other in np.ndindex(10, 10):
        count = ((labels == true) & (taken_for == other)).sum()
        assert survey.confusion[true, other] == count
    for position in survey_layers.averaged(layers):
        of_digits = [by_layer[position][labels == digit].mean(axis=0) for digit in range(10)]
        expected = np.reshape(of_digits, survey.means[position].shape)
        np.testing.assert_allclose(survey.means[position], expected, rtol=1e-4, atol=1e-4)

    assert len(survey.dead) == len(layers)
    for position, layer in enumerate(layers):
        expected = silent(layer, by_layer[position]) if position in judged else []
        assert list(survey.dead[position]) == expected
    assert all(0 in survey.dead[position] for position in judged[:1])

    position = survey_layers.source(layers)
    if position is None:
        assert survey.said.shape == (10, 0, 10)
        return
    maps = by_layer[position]
    whole = logits_behind(model, position, maps)
    for off in range(maps.shape[-1]):
        without = maps.copy()
        without[..., off] = 0
        falls = whole - logits_behind(model, position, without)
        of_digits = [falls[labels == digit].mean(axis=0) for digit in range(10)]
        np.testing.assert_allclose(survey.said[:, off], of_digits, rtol=1e-3, atol=1e-3)
        squares = (falls - falls[np.arange(IMAGES), labels][:, np.newaxis]) ** 2
        of_digits = [squares[labels == digit].mean(axis=0) for digit in range(10)]
        np.testing.assert_allclose(survey.squares[:, off], of_digits, rtol=1e-3, atol=1e-3)
    assert survey.ablated.tolist() == np.bincount(labels, minlength=10).tolist()


def test_fewer_images_are_ablated_where_it_would_take_long(split, monkeypatch):
    architecture = Architecture(layers=ARCHITECTURES["plain"])
    model = made(architecture)
    monkeypatch.setattr(survey_layers, "ABLATION_WORK", 1)
    survey = surveyed(model, architecture, split)
    labels = images_of(split).labels[: survey_layers.FEWEST_ABLATED]
    assert survey.ablated.tolist() == np.bincount(labels, minlength=10).tolist()
    assert survey.images == IMAGES
    assert np.isfinite(survey.said).all()


def test_a_network_whose_outputs_are_no_numbers_is_told(split):
    architecture = Architecture(layers=ARCHITECTURES["one map"])
    model = made(architecture)
    silence(model, 2, 0, np.nan)
    with pytest.raises(ValueError, match="no numbers"):
        surveyed(model, architecture, split)


def test_a_run_is_surveyed_on_its_validation_images(store, split):
    spec = TINY.model_copy(update={"architecture": RANDOM})
    run = store.submit(spec, "surveyed")
    payload = weights.payload(made(RANDOM), spec, split.normalization)
    store.flush(store.claim(99, only=run), artifacts={"payload": payload})
    told: list[float] = []
    studies.study(store, run, LATEST, questions.Survey(), told.append)
    studied = store.studies.read(run, LATEST, questions.Survey())
    survey = Survey.from_bytes(studied.data, spec.architecture.layers)
    assert survey.confusion.sum(axis=1).tolist() == np.bincount(split.validation.labels).tolist()
    assert told[-1] == 1

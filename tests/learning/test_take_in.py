"""Networks of others, made and trained by Keras itself, taken in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
from keras import layers

from cnn_core import datasets
from cnn_core.foreign.chain import translated
from cnn_core.foreign.keras_file import read
from cnn_core.foreign.origin import from_file
from cnn_core.foreign.question import TakeIn
from cnn_core.layers import (
    Architecture,
    BatchNormalization,
    ClusterDistances,
    Conv2D,
    Dense,
    Flatten,
    Output,
)
from cnn_core.learning import checkpoint, network, outcome, reevaluation
from cnn_core.learning.clusters import place_centres
from cnn_core.learning.foreign_weights import read_weights
from cnn_core.learning.opened import Opened
from cnn_core.learning.state import fresh
from cnn_core.learning.take_in import take_in
from cnn_core.normalization import Method, Normalization, fit
from cnn_core.payload import unpack
from cnn_core.records import State
from cnn_core.store import Claim, Store
from tests.learning.tiny import RANDOM

IMAGES = 32


def of_every_kind() -> keras.Model:
    """With arrays that are not 0 or 1 wherever Keras begins with those."""
    net = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Rescaling(1 / 127.5, offset=-1),
            layers.Conv2D(3, 3, strides=2, padding="same", activation="elu"),
            layers.Conv2D(4, (3, 2), use_bias=False),
            layers.BatchNormalization(scale=False),
            layers.ReLU(),
            layers.BatchNormalization(center=False),
            layers.MaxPooling2D(),
            layers.Dropout(0.3),
            layers.AveragePooling2D((2, 1), padding="same"),
            layers.Conv2D(5, 1, activation="selu"),
            layers.Flatten(),
            layers.Dense(6, activation="tanh"),
            layers.Dense(10),
            layers.Softmax(),
        ]
    )
    rng = np.random.default_rng(0)
    net.set_weights([rng.uniform(0.1, 0.5, each.shape) for each in net.get_weights()])
    return net


def saved(model: keras.Model, folder: Path) -> Path:
    file = folder / "theirs.keras"
    model.save(file)
    return file


def asked(file: Path, **changes: Any) -> TakeIn:
    return TakeIn.model_validate(
        {"file": str(file), "name": "theirs", "dataset": "mnist", "pixels": "auto"} | changes
    )


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network that reads pixels of 0 to 1."""
    net = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10)])
    images = datasets.sample("mnist", 2000)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    net.compile("adam", loss)
    net.fit(images.pixels / np.float32(255), images.labels, epochs=3, verbose=0)
    return saved(net, tmp_path_factory.mktemp("theirs"))


def test_it_answers_as_keras_own_loading_does(store: Store, tmp_path: Path) -> None:
    file = saved(of_every_kind(), tmp_path)
    taken = take_in(store, asked(file), lambda share: None)
    images = datasets.load_test("mnist").pixels[:IMAGES, ..., np.newaxis].astype(np.float32)
    theirs = keras.saving.load_model(file).predict(images, verbose=0)
    payload = store.artifact(taken.run, "payload")
    last = len(unpack(payload).header.layers) - 1
    ours = Opened(payload).outputs(last)(images, training=False)
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)
    model = outcome.load_model(store.artifact(taken.run, "model"))
    np.testing.assert_allclose(model(images), theirs, rtol=1e-4, atol=1e-6)
    assert any("without bias" in sentence for sentence in taken.told)
    run = store.run(taken.run)
    assert (run.state, run.name, store.points(run.id)) == (State.FINISHED, "theirs", [from_file()])
    assert run.result.test_images == 10_000
    assert store.labels.of(run.id).note == "\n".join(taken.told)


def test_a_model_of_ours_comes_back_to_the_bit(store: Store, tmp_path: Path) -> None:
    ours = network.build(RANDOM, seed=3)
    mean, deviation = np.random.default_rng(0).uniform(1, 99, (2, 28, 28)).astype(np.float32)
    file = tmp_path / "model.keras"
    file.write_bytes(outcome.model_file(ours, Normalization(mean, deviation)))
    taken = take_in(store, asked(file), lambda share: None)
    back = unpack(store.artifact(taken.run, "payload"))
    arrays = [array for group in back.tensors for array in group]
    for array, expected in zip(arrays, ours.get_weights(), strict=True):
        np.testing.assert_array_equal(array, expected)
    np.testing.assert_array_equal(back.normalization.mean, mean)
    np.testing.assert_allclose(back.normalization.deviation, deviation, rtol=1e-6)
    assert "does not expect" in taken.told[-1]
    begins = fresh(store.run(taken.run).spec).model
    checkpoint.restore_weights(store.artifact(taken.run, "initial"), begins)
    np.testing.assert_array_equal(begins.get_weights()[0], ours.get_weights()[0])


CLUSTERS = Architecture(
    layers=(
        ClusterDistances(clusters=7),
        BatchNormalization(),
        Dense(units=5),
        Output(),
    )
)
STRIDED_POINTS = Architecture(
    layers=(Conv2D(filters=3, kernel_size=(1, 1), strides=(2, 2)), Flatten(), Output())
)


@pytest.mark.parametrize("architecture", [CLUSTERS, STRIDED_POINTS])
@pytest.mark.parametrize("method", ["unit", "mean_std", "per_pixel"])
def test_every_file_of_ours_is_read_as_the_same_network(
    architecture: Architecture, method: Method
) -> None:
    pixels = datasets.sample("mnist", 200).pixels
    scale, ours = fit(method, pixels), network.build(architecture, seed=1)
    place_centres(ours, architecture.layers, pixels, scale, seed=1)
    found = read(outcome.model_file(ours, scale))
    chain = translated(found.layers)
    theirs = network.build(chain.architecture, seed=2)
    theirs.set_weights([each for arrays in read_weights(found.weights, chain) for each in arrays])
    images = pixels[:IMAGES]
    np.testing.assert_allclose(
        theirs(chain.normalization.apply(images)), ours(scale.apply(images)), rtol=1e-4, atol=1e-6
    )


def test_a_run_on_cluster_distances_comes_back(store: Store, tmp_path: Path) -> None:
    images = datasets.load_test("mnist").pixels
    scale, ours = fit("per_pixel", images), network.build(CLUSTERS, 1)
    place_centres(ours, CLUSTERS.layers, images[:500], scale, seed=1)
    file = tmp_path / "clusters.keras"
    file.write_bytes(outcome.model_file(ours, scale))
    run = store.run(take_in(store, asked(file), lambda share: None).run)
    assert run.spec.architecture == CLUSTERS
    first = images[:IMAGES]
    expected = keras.saving.load_model(file)(first[..., np.newaxis].astype(np.float32))
    kept = outcome.load_model(store.artifact(run.id, "model"))
    np.testing.assert_allclose(kept(first[..., np.newaxis]), expected, rtol=1e-4, atol=1e-6)


def test_what_its_pixels_are_is_found_out(store: Store, trained: Path) -> None:
    taken = take_in(store, asked(trained), lambda share: None)
    assert taken.told[0].startswith("Its pixels are taken as 0 to 1. Of 1,000 test images, ")
    loss = store.run(taken.run).result.test_loss
    raw = take_in(store, asked(trained, pixels="raw"), lambda share: None)
    assert raw.told[0].startswith("Its pixels are taken as 0 to 255. Of 1,000 test images, ")
    assert store.run(raw.run).result.test_loss > 10 * loss
    payload, before = store.artifact(raw.run, "payload"), store.run(raw.run).result
    assert unpack(payload).normalization.deviation == 1
    reevaluation.evaluate(store, Claim(raw.run, 0))  # it can be tested again
    assert store.run(raw.run).result.test_accuracy == before.test_accuracy
    assert store.artifact(raw.run, "payload") == payload

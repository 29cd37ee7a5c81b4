"""Distances to cluster centres against scikit-learn, and a run that begins with them."""

from __future__ import annotations

import zipfile
from io import BytesIO

import keras
import numpy as np
import pytest
import tensorflow as tf
from sklearn.cluster import MiniBatchKMeans
from sklearn.metrics import euclidean_distances
from threadpoolctl import threadpool_limits

from cnn_core.layers import (
    Architecture,
    BatchNormalization,
    ClusterDistances,
    Dense,
    Flatten,
    Output,
)
from cnn_core.learning import attempt, clusters, outcome
from cnn_core.learning.network import build
from cnn_core.payload import unpack
from cnn_core.store import State
from tests.learning.tiny import TINY, changed

LAYERS = (ClusterDistances(clusters=8), BatchNormalization(momentum=0.9), Dense(units=6), Output())
SPEC = changed(TINY, {"architecture": Architecture(layers=LAYERS).model_dump()})


@pytest.fixture(scope="module")
def images(split):
    """Normalised training images, flat."""
    return split.normalization.apply(split.train.pixels).reshape(len(split.train), -1)


def placed(split, seed: int = 3, policy: str = "float32") -> keras.Model:
    model = build(Architecture(layers=LAYERS), seed=0, dtype_policy=policy)
    clusters.place_centres(model, LAYERS, split.train.pixels, split.normalization, seed)
    return model


def centres(model: keras.Model) -> np.ndarray:
    return model.layers[1].get_weights()[0].T


def square(images: np.ndarray) -> np.ndarray:
    return images.reshape(-1, 28, 28, 1)


@pytest.mark.parametrize("policy", ["float32", "mixed_bfloat16"])
def test_distances_are_those_of_scikit_learn(split, images, policy):
    model = placed(split, policy=policy)
    search = MiniBatchKMeans(8, batch_size=1024, n_init=3, random_state=3).fit(images)
    np.testing.assert_allclose(centres(model), search.cluster_centers_, rtol=1e-6, atol=1e-7)
    found = np.asarray(model.layers[1](square(images)))
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, search.transform(images), rtol=1e-5)


def test_centres_are_nearer_than_any_images_would_be(split, images):
    """Chosen images are what k-means starts from."""
    rng = np.random.default_rng(0)
    chosen = images[rng.choice(len(images), (20, 8))]
    at_best = min(euclidean_distances(images, each).min(axis=1).mean() for each in chosen)
    assert euclidean_distances(images, centres(placed(split))).min(axis=1).mean() < at_best


def test_centres_depend_on_the_seed_and_not_on_the_threads(split):
    with threadpool_limits(2):
        first = centres(placed(split))
    with threadpool_limits(1):
        np.testing.assert_array_equal(centres(placed(split)), first)
    assert not np.array_equal(centres(placed(split, seed=4)), first)


def test_at_a_centre_there_is_neither_a_root_of_a_negative_nor_an_infinite_gradient(split):
    model = placed(split)
    at_centres = tf.constant(square(centres(model)))
    with tf.GradientTape() as tape:
        tape.watch(at_centres)
        distances = model.layers[1](at_centres)
    assert (np.diag(distances) < 0.01).all()
    assert (np.diag(distances) > 0).all()
    assert np.isfinite(tape.gradient(distances, at_centres)).all()


def test_centres_are_not_trained_and_other_networks_have_none(split):
    assert len(build(Architecture(layers=LAYERS), seed=0).trainable_weights) == 2 + 2 + 2
    plain = (Flatten(), Output())
    model = build(Architecture(layers=plain), seed=0)
    before = model.get_weights()
    clusters.place_centres(model, plain, split.train.pixels, split.normalization, 0)
    for ours, theirs in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_the_saved_model_is_made_of_keras_alone(split):
    model = placed(split)
    data = outcome.model_file(model, split.normalization)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        config = archive.read("config.json").decode()
    assert "cnn_core" not in config
    assert "Lambda" not in config
    loaded = outcome.load_model(data)
    pixels = split.test.pixels[:50]
    expected = model(split.normalization.apply(pixels), training=False)
    found = loaded(pixels[..., np.newaxis].astype(np.float32), training=False)
    np.testing.assert_array_equal(found, expected)


# ---------------------------------------------------------------- runs


def payload_of(store, run) -> bytes:
    """Of the run, trained to its end."""
    attempt.train(store, store.claim(slots=1))
    assert store.run(run).state is State.FINISHED
    return store.artifact(run, "payload")


def test_a_run_keeps_its_centres_when_it_goes_on_and_when_it_is_reset(store, split, monkeypatch):
    straight = payload_of(store, store.submit(SPEC, "straight on"))
    kernel = unpack(straight).tensors[0][0]
    np.testing.assert_array_equal(kernel.T, centres(placed(split, SPEC.training.seed)))
    run = store.submit(SPEC, "paused at once")
    claim = store.claim(slots=1)
    store.pause(run)
    attempt.train(store, claim)
    monkeypatch.delattr(clusters, "_k_means")
    store.resume(run)
    assert payload_of(store, run) == straight
    store.reset(run)
    assert payload_of(store, run) == straight


@pytest.mark.parametrize("images", [np.eye(784)[:20], np.zeros((20, 784))], ids=["all", "equal"])
def test_as_many_clusters_as_images_can_be_asked_for(images):
    found = clusters._k_means(images.astype(np.float32), 20, seed=0)
    assert found.shape == (20, 784)
    assert np.isfinite(found).all()

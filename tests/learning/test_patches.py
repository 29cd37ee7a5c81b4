"""The patches that excite maps most, against a search over all outputs at once; and both studies
as a worker does them."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core.datasets import Images
from cnn_core.inside.oips import Oips
from cnn_core.inside.patches import Patches
from cnn_core.inside.sight import sight
from cnn_core.layers import Conv2D, Flatten, MaxPooling2D, Output
from cnn_core.learning import patches as module
from cnn_core.learning import weights
from cnn_core.learning.answers import Answers
from cnn_core.learning.patches import strongest
from cnn_core.learning.state import fresh
from cnn_core.learning.studies import study
from cnn_core.questions import Maximise
from cnn_core.questions import Patches as Question
from cnn_core.records import LATEST
from tests.learning.opened_nets import opened
from tests.learning.tiny import TINY

LAYERS = (
    Conv2D(filters=3, kernel_size=(5, 4), strides=(3, 2), padding="same"),
    MaxPooling2D(),
    Flatten(),
    Output(),
)


@pytest.fixture(scope="module")
def images(split) -> Images:
    return Images(split.train.pixels[:100], split.train.labels[:100])


@pytest.mark.parametrize("position", [0, 1, 3])
def test_they_are_those_of_a_full_search(images, position, monkeypatch) -> None:
    monkeypatch.setattr(module, "LARGEST_BATCH", 32)
    net, told = opened(LAYERS), []
    found = strongest(net, position, images, told.append)
    answers = Answers(net, position)(images.pixels[..., None].astype(np.float32)).numpy()
    nodes = answers.reshape(100, -1, answers.shape[3])
    peaks = nodes.max(axis=1)
    for index, column in enumerate(peaks.T):
        order = np.argsort(-column, kind="stable")[:9]
        np.testing.assert_allclose(found.activations[index], column[order], rtol=1e-5)
        np.testing.assert_array_equal(found.positions[index], order)
        np.testing.assert_array_equal(found.labels[index], images.labels[order])
        np.testing.assert_array_equal(found.images[index], images.pixels[order])
        for rank, image in enumerate(order):
            place = divmod(int(nodes[image, :, index].argmax()), answers.shape[2])
            box = sight(net.layers, position).view(*place)
            np.testing.assert_array_equal(found.boxes[index, rank], box)
    np.testing.assert_allclose(found.best_means, nodes.mean(axis=1).max(axis=0), rtol=1e-5)
    np.testing.assert_allclose(found.weakest_means, nodes.mean(axis=1).min(axis=0), rtol=1e-5)
    assert found.looked_at.item() == 100
    assert told == [0.32, 0.64, 0.96, 1.0]


def test_the_node_s_answer_depends_on_its_patch_alone(images) -> None:
    """An image that is black beyond the patch excites the node as much."""
    net = opened(LAYERS)
    found = strongest(net, 1, images, lambda _: None)
    for index in range(3):
        top, left, bottom, right = found.boxes[index, 0]
        alone = np.zeros((1, 28, 28, 1), np.float32)
        alone[0, top:bottom, left:right, 0] = found.patch(index, 0)
        answers = Answers(net, 1)(alone).numpy()[..., index]
        assert np.isclose(answers, found.activations[index, 0], rtol=1e-5).any()


def test_few_images_give_few_patches(images) -> None:
    few = images.take(np.arange(4))
    found = strongest(opened(LAYERS), 0, few, lambda _: None)
    assert found.activations.shape == (3, 4)
    assert Patches.from_bytes(found.to_bytes(), maps=3).positions.shape == (3, 4)


def test_both_studies_are_kept_in_the_store(store, split) -> None:
    """Of a run that is being trained, on all its training images."""
    run = store.submit(TINY, "tiny")
    payload = weights.payload(fresh(TINY).model, TINY, split.normalization)
    store.flush(store.claim(1, only=run), artifacts={"payload": payload})
    oips, patches = Maximise(layer=0, starts=2, steps=3), Question(layer=0)
    for question in (oips, patches):
        study(store, run, LATEST, question, lambda _: None)
    found = Oips.from_bytes(store.studies.read(run, LATEST, oips).data, maps=3)
    seen = Patches.from_bytes(store.studies.read(run, LATEST, patches).data, maps=3)
    assert len(found.patterns) == len(seen.images) == 3
    assert seen.looked_at.item() == 240

"""Where a network puts the test images: PCA against numpy, and t-SNE by its promise."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core.inside.data_map import DataMap
from cnn_core.layers import (
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Output,
)
from cnn_core.learning.data_map import map_images, neighbourly, principal
from cnn_core.questions import DataMap as Question
from tests.learning.signed_network import context_of, signed_tensors

CONVOLUTION = Conv2D(filters=3, kernel_size=(7, 7), strides=(7, 7))
NETWORKS = {
    "dense, then dropout": ((Flatten(), Dense(units=6), Dense(units=5), Dropout(), Output()), 2, 5),
    "no dense": ((CONVOLUTION, BatchNormalization(), GlobalAveragePooling2D(), Output()), 2, 3),
    "nothing but the output": ((Flatten(), Output()), 0, 784),
    "one unit": ((Flatten(), Dense(units=1), Output()), 1, 1),
}


def mapped(layers, tensors, split, images=100) -> tuple[DataMap, np.ndarray]:
    """The map, and the outputs of the layer that is mapped."""
    context = context_of(layers, tensors)
    context.split, context.test = split, lambda: split.test
    told = []
    read = DataMap.from_bytes(map_images(context, Question(images=images), told.append), layers)
    assert told == [pytest.approx(0.1)]
    raw = split.test.pixels[:images, ..., None].astype("float32")
    return read, context.opened.outputs(read.layer[0])(raw, training=False).numpy()


@pytest.mark.parametrize("name", NETWORKS)
def test_the_last_layer_before_the_output_by_pca(name, split):
    layers, position, units = NETWORKS[name]
    read, outputs = mapped(layers, signed_tensors(layers), split)
    assert read.layer.tolist() == [position, units]
    _, deviations, directions = np.linalg.svd(outputs - outputs.mean(axis=0, dtype=float), False)
    shares = deviations**2 / (deviations**2).sum()
    np.testing.assert_allclose(read.explained[:units], shares[:2], rtol=1e-4)
    for axis in range(min(units, 2)):
        expected = (outputs - outputs.mean(axis=0)) @ directions[axis]
        expected *= np.sign(expected @ read.pca[:, axis])
        np.testing.assert_allclose(read.pca[:, axis], expected, atol=1e-3 * np.abs(expected).max())
    if units == 1:
        assert not read.explained[1]
        assert not read.pca[:, 1].any()


def test_labels_answers_and_numbers_are_those_of_the_first_test_images(split):
    layers, _, _ = NETWORKS["nothing but the output"]
    tensors = signed_tensors(layers)
    read, _ = mapped(layers, tensors, split)
    np.testing.assert_array_equal(read.labels, split.test.labels[:100])
    np.testing.assert_array_equal(read.indices, split.test_indices[:100])
    logits = split.test.pixels[:100].reshape(100, 784) / 255 @ tensors[1][0] + tensors[1][1]
    np.testing.assert_array_equal(read.answers, logits.argmax(axis=1))


def test_groups_far_apart_stay_groups_in_t_sne():
    rng = np.random.default_rng(0)
    centres = 50 * np.eye(4, 8)
    group = np.repeat(np.arange(4), 40)
    outputs = (centres[group] + rng.normal(size=(160, 8))).astype(np.float32)
    places = neighbourly(outputs, seed=0)
    middles = np.array([places[group == each].mean(axis=0) for each in range(4)])
    distances = np.linalg.norm(places[:, None] - middles, axis=2)
    np.testing.assert_array_equal(distances.argmin(axis=1), group)
    np.testing.assert_array_equal(places, neighbourly(outputs, seed=0))


def test_a_layer_that_always_gives_the_same_has_no_map(split):
    layers, _, _ = NETWORKS["one unit"]
    tensors = signed_tensors(layers)
    tensors[1] = [np.zeros((784, 1), np.float32), np.full(1, -1, np.float32)]
    read, _ = mapped(layers, tensors, split)
    assert not read.explained.any()
    assert not read.pca.any()
    assert not read.tsne.any()


def test_outputs_that_are_no_numbers_are_refused(split):
    layers, _, _ = NETWORKS["one unit"]
    tensors = signed_tensors(layers)
    tensors[1][1][0] = np.nan
    with pytest.raises(ValueError, match="no numbers"):
        mapped(layers, tensors, split)


def test_places_on_one_line_have_no_second_direction():
    places, explained = principal(np.linspace(0, 1, 9, dtype=np.float32)[:, None] * [[1, 2, 3]])
    assert explained == pytest.approx([1, 0])
    assert places[:, 1] == pytest.approx(0, abs=1e-6)

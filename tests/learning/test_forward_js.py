"""The browser's forward pass against Keras: every layer's output, and the answer."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cnn_core import datasets
from cnn_core.layers import Architecture, Dense, Flatten, Output
from cnn_core.learning import weights
from cnn_core.learning.evaluation import Evaluator
from cnn_core.payload import in_half
from cnn_core.presets import PRESETS
from cnn_core.spec import RunSpec
from tests.forward_js import ForwardPass, forward_pass
from tests.learning.keras_outputs import (
    outputs,
    random_model,
    random_normalization,
    reads_beyond_its_input,
)
from tests.learning.tiny import TINY, MemoryLink, changed, train
from tests.strategies import architectures

LARGEST_DIFFERENCE = 1e-5


@pytest.fixture(scope="module")
def browser() -> Iterator[ForwardPass]:
    with forward_pass() as engine:
        yield engine


def assert_agrees(
    browser: ForwardPass, architecture: Architecture, seed: int, per_pixel: bool
) -> None:
    """On two images, one of noise and one of a digit's simplicity: a few white rows."""
    rng = np.random.default_rng(seed)
    model = random_model(architecture, rng)
    normalization = random_normalization(rng, per_pixel)
    spec = RunSpec(architecture=architecture)
    shapes = browser.load(weights.payload(model, spec, normalization))
    images = rng.integers(0, 256, (2, 28, 28), np.uint8)
    images[1] = 0
    images[1, 8:12] = 255
    expected = outputs(model, normalization.apply(images))
    assert [kind for kind, _ in shapes] == [layer.kind for layer in architecture.layers]
    assert [tuple(shape) for _, shape in shapes] == [each.shape[1:] for each in expected]
    for number, image in enumerate(images):
        ours = browser.every_output(image)
        for position, (mine, theirs) in enumerate(zip(ours, expected, strict=True)):
            assert_close(mine, theirs[number].ravel(), f"layer {position}")
        assert_same_answer(ours[-1], expected[-1][number])


def assert_close(ours: np.ndarray, theirs: np.ndarray, what: str) -> None:
    """Absolutely, or where there are values above 1, as a share of the largest."""
    difference = np.abs(ours.astype(np.float64) - theirs).max()
    assert difference <= LARGEST_DIFFERENCE * max(1, np.abs(theirs).max()), what


def assert_same_answer(ours: np.ndarray, theirs: np.ndarray) -> None:
    """Where Keras holds two classes for equal but for its last bit, either is the answer."""
    assert theirs[ours.argmax()] >= theirs.max() * (1 - 2**-22)


@given(architectures(), st.integers(0, 2**31), st.booleans())
@settings(max_examples=200)
def test_any_network_agrees_with_keras(
    browser: ForwardPass, architecture: Architecture, seed: int, per_pixel: bool
) -> None:
    assume(not reads_beyond_its_input(architecture))
    assert_agrees(browser, architecture, seed, per_pixel)


@pytest.mark.parametrize("name", PRESETS)
def test_the_presets_agree_with_keras(browser: ForwardPass, name: str) -> None:
    assert_agrees(browser, PRESETS[name].architecture, seed=0, per_pixel=True)


@pytest.mark.parametrize("activation", ["relu", "sigmoid", "tanh", "elu", "selu", "linear"])
def test_what_is_no_number_is_none_in_keras_too(browser: ForwardPass, activation: str) -> None:
    hidden = Dense(units=3, activation=activation)
    architecture = Architecture(layers=(Flatten(), hidden, Output()))
    model = random_model(architecture, np.random.default_rng(0))
    model.layers[2].set_weights([np.zeros((784, 3)), np.array([np.nan, -np.inf, np.inf])])
    unit = random_normalization(np.random.default_rng(0), per_pixel=False)
    browser.load(weights.payload(model, RunSpec(architecture=architecture), unit))
    image = np.zeros((28, 28), np.uint8)
    expected = outputs(model, unit.apply(image[None]))
    for ours, theirs in zip(browser.every_output(image), expected, strict=True):
        np.testing.assert_allclose(ours, theirs[0].ravel(), LARGEST_DIFFERENCE)


@pytest.mark.parametrize("half", [False, True], ids=["float32", "float16"])
def test_a_trained_network_agrees_with_keras_on_real_images(
    browser: ForwardPass, half: bool
) -> None:
    spec = changed(TINY, {"architecture": PRESETS["article"].architecture.model_dump()})
    split = datasets.prepare(spec.data, spec.training.seed)
    model = train(spec, split, MemoryLink()).model
    payload = weights.payload(model, spec, split.normalization)
    if half:
        payload = in_half(payload)
        model.set_weights([rounded(array) for array in model.get_weights()])
    browser.load(payload)
    images = split.test.take(np.arange(300))
    theirs = Evaluator(model, 100, split.normalization).scores(images).probabilities
    ours = browser.probabilities(images.pixels)
    assert np.abs(ours - theirs).max() <= LARGEST_DIFFERENCE
    assert (ours.argmax(axis=1) == theirs.argmax(axis=1)).all()
    assert (ours.argmax(axis=1) == images.labels).mean() > 0.4


def rounded(array: np.ndarray) -> np.ndarray:
    """Kernels as 16 bits hold them."""
    return array.astype(np.float16).astype(np.float32) if array.ndim > 1 else array

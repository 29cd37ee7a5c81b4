"""The training digits that drawings are compared with."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core.datasets import sample
from cnn_core.drawing.neighbours import SIZE, VERSION, Reference, choose, distances, features


@pytest.fixture(scope="module")
def reference() -> Reference:
    return choose("mnist")


def others(reference: Reference, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Training images that took no part in the choice, and their labels."""
    images = sample("mnist", 20_000 + count)
    return images.pixels[20_000:], images.labels[20_000:]


def test_each_class_has_as_many_digits_and_none_is_there_twice(reference: Reference) -> None:
    assert np.bincount(reference.images.labels).tolist() == [500] * 10
    assert len(np.unique(reference.images.pixels.reshape(5000, -1), axis=0)) == 5000


def test_the_choice_is_always_the_same(reference: Reference) -> None:
    assert choose("mnist").to_bytes() == reference.to_bytes()


def test_the_bytes_are_as_described(reference: Reference) -> None:
    data = reference.to_bytes()
    assert len(data) == SIZE
    assert np.frombuffer(data, "<u4", 2).tolist() == [VERSION, 5000]
    assert np.frombuffer(data, "<f4", 1, 8)[0] == np.float32(reference.limit)
    labels = np.frombuffer(data, np.uint8, 5000, 12)
    pixels = np.frombuffer(data, np.uint8, 5000 * 784, 5012)
    assert np.array_equal(labels, reference.images.labels)
    assert np.array_equal(pixels.reshape(5000, 28, 28), reference.images.pixels)


def test_a_distance_is_that_of_correlated_blurred_images() -> None:
    images = sample("mnist", 30).pixels
    blurred = np.array([_blurred(image) for image in images]).reshape(30, -1)
    expected = np.sqrt(np.maximum(2 - 2 * np.corrcoef(blurred), 0))
    assert distances(images[:10], images) == pytest.approx(expected[:10], abs=2e-3)


def _blurred(image: np.ndarray) -> np.ndarray:
    """The mean over 3×3 pixels, one pixel after the other."""
    padded = np.pad(image.astype(float), 1)
    rows, columns = image.shape
    means = [padded[y : y + 3, x : x + 3].mean() for y in range(rows) for x in range(columns)]
    return np.array(means).reshape(image.shape)


def test_strength_of_the_ink_does_not_count() -> None:
    images = sample("mnist", 20).pixels
    assert features(images // 2) == pytest.approx(features(images), abs=5e-3)


def test_an_image_without_ink_is_equally_far_from_all() -> None:
    images = sample("mnist", 20).pixels
    empty = np.zeros((1, 28, 28), np.uint8)
    assert distances(empty, images) == pytest.approx(np.full((1, 20), np.sqrt(2)))


def test_the_nearest_digit_is_mostly_of_the_same_class(reference: Reference) -> None:
    pixels, labels = others(reference, 500)
    nearest = distances(pixels, reference.images.pixels).argmin(axis=1)
    assert (reference.images.labels[nearest] == labels).mean() > 0.93  # 0.952 on 6,000


def test_the_limit_holds_for_digits_and_not_for_what_is_none(reference: Reference) -> None:
    pixels, _ = others(reference, 500)
    halves = pixels.copy()
    halves[:, 14:] = 0
    rng = np.random.default_rng(1)
    noise = rng.permuted(pixels.reshape(500, -1), axis=1).reshape(500, 28, 28)
    assert _share_beyond(reference, pixels) <= 0.025
    assert _share_beyond(reference, halves) >= 0.95
    assert _share_beyond(reference, np.roll(pixels, 4, axis=2)) >= 0.95
    assert _share_beyond(reference, noise) == 1


def _share_beyond(reference: Reference, pixels: np.ndarray) -> float:
    nearest = distances(pixels, reference.images.pixels).min(axis=1)
    return float((nearest > reference.limit).mean())

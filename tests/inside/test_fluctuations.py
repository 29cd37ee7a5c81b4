"""Random images to start from."""

from __future__ import annotations

import numpy as np

from cnn_core.inside.fluctuations import fluctuations


def test_the_seed_decides() -> None:
    first, again, other = (fluctuations(np.random.default_rng(seed), 3) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_images_are_raw_pixels_of_many_levels_and_scales() -> None:
    images = fluctuations(np.random.default_rng(0), 200)
    assert images.shape == (200, 28, 28)
    assert images.dtype == np.float32
    assert images.min() >= 0
    assert images.max() <= 255
    assert images.std(axis=(1, 2)).min() > 5
    levels = images.mean(axis=(1, 2))
    assert levels.min() < 60
    assert levels.max() > 130
    roughness = np.abs(np.diff(images, axis=1)).mean(axis=(1, 2)) / images.std(axis=(1, 2))
    assert roughness.min() < 0.3  # changes over several pixels
    assert roughness.max() > 0.8  # changes from pixel to pixel

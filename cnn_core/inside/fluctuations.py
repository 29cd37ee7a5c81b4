"""Random images with fluctuations on several length scales, to start an ascent from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnn_core.spec import INPUT_SHAPE

SIDE = INPUT_SHAPE[0]
SCALES = (2, 4, 7, 14, 28)
"""Random numbers along a side of the image; between them it changes evenly."""
LEVELS = (32.0, 160.0)
"""Least and largest mean of an image, of 0 to 255, before what lies beyond is cut off."""
CONTRASTS = (24.0, 96.0)
"""Least and largest standard deviation, likewise."""


def fluctuations(rng: np.random.Generator, count: int) -> NDArray[np.float32]:
    """Raw pixels (count, 28, 28), 0 to 255: each image has a mixture of scales of its own."""
    images = np.sum([_one_scale(rng, count, side) for side in SCALES], axis=0)
    images -= images.mean(axis=(1, 2), keepdims=True)
    images /= images.std(axis=(1, 2), keepdims=True)
    level, contrast = (rng.uniform(*span, (count, 1, 1)) for span in (LEVELS, CONTRASTS))
    pixels: NDArray[np.float32] = np.clip(level + contrast * images, 0, 255).astype(np.float32)
    return pixels


def _one_scale(rng: np.random.Generator, count: int, side: int) -> NDArray[np.float64]:
    """Normal numbers on a grid of side × side, with straight lines between them."""
    coarse = rng.normal(size=(count, side, side)) * rng.random((count, 1, 1))
    places = np.linspace(0, side - 1, SIDE)
    stretch = np.stack([np.interp(places, np.arange(side), row) for row in np.eye(side)], axis=1)
    stretched: NDArray[np.float64] = stretch @ coarse @ stretch.T
    return stretched

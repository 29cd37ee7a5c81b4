"""Shift and scale of pixels: fitted on images, carried by every saved model."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sklearn.preprocessing import StandardScaler

Method = Literal["unit", "mean_std", "per_pixel"]

CHUNK_VALUES = 4_000_000
"""Pixels that the scaler sees at once: 32 MB in the float64 it computes with, not 440."""


@dataclass(frozen=True)
class Normalization:
    """(pixel − mean) / deviation, both in raw pixel units (0 to 255)."""

    mean: NDArray[np.float32]
    """(28, 28) if each pixel has its own, else ()."""
    deviation: NDArray[np.float32]
    """Of the same shape; never 0."""

    @property
    def variance(self) -> NDArray[np.float32]:
        """The deviation squared, as keras.layers.Normalization takes it."""
        return np.square(self.deviation)

    def apply(self, pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
        """(count, 28, 28) raw pixels -> (count, 28, 28, 1), what the network is trained on."""
        values = pixels.astype(np.float32)
        values -= self.mean
        values /= self.deviation
        return values[..., np.newaxis]


def fit(method: Method, pixels: NDArray[np.uint8]) -> Normalization:
    """Fit on (count, 28, 28) raw pixels; `unit` does not look at them.

    A pixel (or a set) that never varies gets the deviation 1.
    """
    if method == "unit":
        return Normalization(np.array(0, np.float32), np.array(255, np.float32))
    shape = () if method == "mean_std" else pixels.shape[1:]
    scaler = _scaler(pixels.reshape(-1, prod(shape)))
    return Normalization(
        scaler.mean_.reshape(shape).astype(np.float32),
        scaler.scale_.reshape(shape).astype(np.float32),
    )


def _scaler(samples: NDArray[np.uint8]) -> StandardScaler:
    """Fit scikit-learn's scaler on (samples, features), in chunks."""
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler()
    rows = CHUNK_VALUES // samples.shape[1]
    for start in range(0, len(samples), rows):
        scaler.partial_fit(samples[start : start + rows])
    return scaler

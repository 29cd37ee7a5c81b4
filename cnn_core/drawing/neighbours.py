"""Training digits to compare a drawing with, and how far from them is too far.

A few thousand images of the training set stand for it. The distance between two images does not
ask how strong or broad their ink is: both are blurred, brought to mean 0 and to length 1, and then
compared pixel by pixel. With it the nearest of the chosen MNIST digits has the right label for
95.2 % of 6,000 other training digits; with plain pixels for 93.8 %, and then an image with little
ink is close to every thin 1. What the browser does with the file is in web/draw/insight.js.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.datasets import Dataset, Images, sample
from cnn_core.spec import CLASSES

VERSION = 1
"""Of the file, and of the choice of its images."""
PER_CLASS = 500
HELD_BACK_PER_CLASS = 200
"""Digits that are not in the file: how near they are to it tells what is usual."""
USUAL_SHARE = 0.99
_DRAWN_FROM = 20_000
"""The first so many training images: not all of them need to be decompressed for the choice."""
_SEED = 20_260
_BLOCK = 1000
_HEADER = struct.Struct("<IIf")
"""Version, number of images, limit."""


@dataclass(frozen=True)
class Reference:
    images: Images
    limit: float
    """USUAL_SHARE of other training digits are no farther than this from their nearest image."""

    def to_bytes(self) -> bytes:
        """Little-endian: version and count (uint32), limit (float32), labels (count) and pixels
        (count, 784), a byte each, 0 ground to 255 ink."""
        header = _HEADER.pack(VERSION, len(self.images), self.limit)
        return header + self.images.labels.tobytes() + self.images.pixels.tobytes()


SIZE = _HEADER.size + CLASSES * PER_CLASS * (1 + 28 * 28)
"""Bytes of a reference."""


def choose(dataset: Dataset) -> Reference:
    """PER_CLASS training images of each class, always the same ones.

    Raises DatasetUnavailable where a file is missing or damaged.
    """
    images = sample(dataset, _DRAWN_FROM)
    order = np.random.default_rng(_SEED).permutation(len(images))
    chosen, held_back = _by_class(images.labels, order)
    reference, others = images.take(chosen), images.take(held_back)
    limit = np.quantile(_nearest(others.pixels, reference.pixels), USUAL_SHARE)
    return Reference(reference, float(limit))


def distances(images: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n, m) between images (n, 28, 28) and (m, 28, 28).

    0 for the same shape of ink, √2 for nothing in common, 2 for opposites.
    """
    likeness: NDArray[np.float32] = features(images) @ features(others).T
    return np.sqrt(np.maximum(2 - 2 * likeness, np.float32(0)))


def features(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n, 784): each image as the mean over 3×3 pixels, brought to mean 0 and length 1.

    An image without any contrast is 0 everywhere.
    """
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1))).astype(np.float32)
    rows = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    blurred = rows[..., :-2] + rows[..., 1:-1] + rows[..., 2:]
    flat: NDArray[np.float32] = blurred.reshape(len(images), -1)
    flat -= flat.mean(axis=1, keepdims=True)
    flat /= np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1)
    return flat


def _nearest(images: NDArray[np.uint8], others: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n,) distances to the nearest of `others`, of which few at a time are unpacked."""
    nearest = np.full(len(images), np.inf, np.float32)
    for start in range(0, len(others), _BLOCK):
        block = distances(images, others[start : start + _BLOCK])
        np.minimum(nearest, block.min(axis=1), out=nearest)
    return nearest


def _by_class(
    labels: NDArray[np.uint8], order: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions of the chosen images and of those held back, class after class."""
    first, second = PER_CLASS, PER_CLASS + HELD_BACK_PER_CLASS
    members = [order[labels[order] == label] for label in range(CLASSES)]
    return (
        np.concatenate([positions[:first] for positions in members]),
        np.concatenate([positions[first:second] for positions in members]),
    )

"""My digits: drawings that were kept with their labels, as images and as files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from cnn_core import npz
from cnn_core.datasets import Images
from cnn_core.npz import NpzError
from cnn_core.records import MAX_DIGITS, KeptDigit, StoreError
from cnn_core.spec import CLASSES, INPUT_SHAPE

NONE_KEPT = "No digits are kept to train on: draw some on the Draw page and keep them."
SIDES = INPUT_SHAPE[:2]
NPZ_BYTES = 10_000_000
"""Unpacked: MAX_DIGITS images of 784 bytes with their labels, and the headers."""


def as_images(digits: Sequence[KeptDigit]) -> Images:
    """Pixels (n, 28, 28) and labels (n,) in the order of the digits."""
    pixels = np.frombuffer(b"".join(digit.pixels for digit in digits), np.uint8)
    labels = np.array([digit.label for digit in digits], np.uint8)
    return Images(pixels.reshape(-1, *SIDES), labels)


def snapshot(digits: Sequence[KeptDigit]) -> bytes:
    """The artifact "kept" of a run that trains on these: an npz, pixels as `x`, labels as `y`.

    Raises StoreError if there are none.
    """
    if not digits:
        raise StoreError(NONE_KEPT)
    images = as_images(digits)
    return npz.pack({"x": images.pixels, "y": images.labels})


def from_snapshot(data: bytes) -> Images:
    """1 to MAX_DIGITS images of the artifact "kept". Raises NpzError."""
    arrays = npz.read(data, NPZ_BYTES)
    images = Images(npz.take(arrays, "x", np.uint8, 3), npz.take(arrays, "y", np.uint8, 1))
    count = len(images)
    if not (0 < count <= MAX_DIGITS and images.pixels.shape == (count, *SIDES)):
        shapes = f"{images.pixels.shape}, {images.labels.shape}"
        raise NpzError(f"Expected shapes (n, 28, 28) and (n,). Received: {shapes}")
    if images.labels.max() >= CLASSES:
        raise NpzError(f"Expected labels from 0 to {CLASSES - 1}.")
    return images


def to_zip(digits: Sequence[KeptDigit]) -> bytes:
    """A PNG of each digit, light on dark as MNIST's, in a folder for each label: `7/digit-12.png`.

    keras.utils.image_dataset_from_directory reads the folder as it is.
    """
    packed = io.BytesIO()
    images = as_images(digits).pixels
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:  # a PNG is deflated already
        for digit, pixels in zip(digits, images, strict=True):
            archive.writestr(f"{digit.label}/digit-{digit.id}.png", _png(pixels))
    return packed.getvalue()


def _png(pixels: NDArray[np.uint8]) -> bytes:
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()

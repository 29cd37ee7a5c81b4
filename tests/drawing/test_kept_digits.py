"""Kept digits as images and as files."""

from __future__ import annotations

import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from cnn_core import npz
from cnn_core.drawing import kept_digits
from cnn_core.drawing.kept_digits import from_snapshot, snapshot
from cnn_core.npz import NpzError
from cnn_core.records import MAX_DIGITS, KeptDigit, StoreError


def digits(count: int) -> list[KeptDigit]:
    """Random pixels; numbers from 5 on, labels 0 to 9 in turn."""
    rng = np.random.default_rng(count)
    return [
        KeptDigit(5 + index, index % 10, rng.integers(0, 256, 784, np.uint8).tobytes(), 0.0)
        for index in range(count)
    ]


def test_images_have_the_digits_pixels_and_labels() -> None:
    kept = digits(12)
    images = kept_digits.as_images(kept)
    assert images.pixels.shape == (12, 28, 28)
    assert images.labels.tolist() == [*range(10), 0, 1]
    assert [image.tobytes() for image in images.pixels] == [digit.pixels for digit in kept]
    assert len(kept_digits.as_images([])) == 0


@pytest.mark.parametrize("count", [1, MAX_DIGITS])
def test_a_snapshot_gives_the_same_images(count: int) -> None:
    images, back = kept_digits.as_images(digits(count)), from_snapshot(snapshot(digits(count)))
    np.testing.assert_array_equal(back.pixels, images.pixels)
    np.testing.assert_array_equal(back.labels, images.labels)


def test_there_is_no_snapshot_of_nothing() -> None:
    with pytest.raises(StoreError, match="No digits are kept"):
        snapshot([])


def packed(count: int = 3, **changes: np.ndarray) -> bytes:
    arrays = {"x": np.zeros((count, 28, 28), np.uint8), "y": np.zeros(count, np.uint8)}
    return npz.pack(arrays | changes)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        packed()[:-40],
        packed(0),
        packed(MAX_DIGITS + 1),
        packed(y=np.full(3, 10, np.uint8)),
        packed(y=np.zeros(2, np.uint8)),
        packed(x=np.zeros((3, 28, 27), np.uint8)),
        packed(x=np.zeros((3, 28, 28), np.float32)),
        packed(more=np.zeros(20_000_000, np.uint8)),
    ],
)
def test_what_is_no_snapshot_is_refused(data: bytes) -> None:
    with pytest.raises(NpzError):
        from_snapshot(data)


def test_the_zip_has_a_picture_of_each_digit_in_the_folder_of_its_label() -> None:
    kept = digits(11)
    with zipfile.ZipFile(io.BytesIO(kept_digits.to_zip(kept))) as archive:
        names = archive.namelist()
        pictures = [np.asarray(Image.open(archive.open(name))) for name in names]
    assert (names[0], names[10]) == ("0/digit-5.png", "0/digit-15.png")
    assert [picture.tobytes() for picture in pictures] == [digit.pixels for digit in kept]

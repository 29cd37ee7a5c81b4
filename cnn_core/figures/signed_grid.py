"""Values around 0 as small images in rows and columns, one PNG, every value a crisp square."""

from __future__ import annotations

import io
from base64 import b64encode
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from cnn_core.figures.theme import colours

GAP = 4
"""Pixels between the images, transparent."""
NOTHING = 0
"""Index in the palette of what is transparent."""


def signed_grid(values: NDArray[np.float32], scale: int, *, dark: bool) -> bytes:
    """Values of shape (rows, columns, height, width), from -1 to 1, as one PNG.

    Each value becomes `scale` × `scale` pixels in the diverging colours; where it is NaN they are
    transparent.
    """
    rows, columns, height, width = values.shape
    large = _indices(values).repeat(scale, axis=2).repeat(scale, axis=3)
    cell = height * scale + GAP, width * scale + GAP
    canvas = np.full((rows, columns, *cell), NOTHING, np.uint8)
    canvas[:, :, :-GAP, :-GAP] = large
    whole = canvas.swapaxes(1, 2).reshape(rows * cell[0], columns * cell[1])
    image = Image.fromarray(whole[:-GAP, :-GAP])
    image.putpalette(_palette(dark))
    file = io.BytesIO()
    image.save(file, "PNG", transparency=NOTHING)
    return file.getvalue()


def image_source(png: bytes) -> str:
    """The picture itself as an address, for `<img src>`."""
    return f"data:image/png;base64,{b64encode(png).decode()}"


def _indices(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """1 to 255: 128 is 0."""
    places = np.rint(128 + 127 * np.clip(values, -1, 1))
    return np.nan_to_num(places, nan=NOTHING).astype(np.uint8)


def _palette(dark: bool) -> list[int]:
    """Red, green and blue of each index."""
    below, zero, above = (
        np.array(ImageColor.getrgb(each), float) for each in colours(dark).diverging
    )
    share = (np.arange(256)[:, np.newaxis] - 128) / 127
    mixed: NDArray[Any] = zero + np.where(share < 0, below - zero, above - zero) * np.abs(share)
    return [round(min(max(each, 0), 255)) for each in mixed.ravel().tolist()]

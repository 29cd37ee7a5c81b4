"""Grids of small grey images as PNG files, every pixel a crisp square."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from cnn_core.figures.theme import colours


def grid(
    images: NDArray[np.uint8], columns: int, *, dark: bool, scale: int = 3, gap: int = 8
) -> bytes:
    """Images of shape (count, height, width), 0 ground to 255 ink, row by row as one PNG.

    Each pixel becomes `scale` × `scale` pixels in a grey between the theme's surface and text
    colours; `gap` pixels between the images are transparent.
    """
    enlarged = images.repeat(scale, axis=1).repeat(scale, axis=2)
    count, height, width = enlarged.shape
    rows = -(-count // columns)
    canvas = np.zeros((rows * (height + gap) - gap, columns * (width + gap) - gap, 4), np.uint8)
    for index, image in enumerate(enlarged):
        row, column = divmod(index, columns)
        top, left = row * (height + gap), column * (width + gap)
        canvas[top : top + height, left : left + width] = _palette(dark)[image]
    file = io.BytesIO()
    Image.fromarray(canvas).save(file, "PNG")
    return file.getvalue()


def _palette(dark: bool) -> NDArray[np.uint8]:
    """(256, 4): an opaque colour for each grey value."""
    theme = colours(dark)
    ground, ink = (np.array(ImageColor.getrgb(c)) for c in (theme.surface, theme.text))
    share = np.arange(256)[:, np.newaxis] / 255
    colour = np.rint(ground + share * (ink - ground)).astype(np.uint8)
    return np.hstack([colour, np.full((256, 1), 255, np.uint8)])

"""A sheet of images with a caption under each, as one PNG to keep."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from cnn_core.figures.theme import LIGHT

SCALE = 3
COLUMNS = 10
GAP = 12
LINE = 16
"""Pixels per line of a caption."""
FONT_SIZE = 13


def sheet(images: NDArray[np.uint8], captions: Sequence[str]) -> bytes:
    """Images of shape (count, height, width), 0 ground to 255 ink, dark on white, ten a row.

    A caption may have several lines. No pixel is smoothed.
    """
    count, height, width = images.shape
    cell_width, cell_height = width * SCALE + GAP, height * SCALE + _lines(captions) * LINE + GAP
    size = (min(count, COLUMNS) * cell_width + GAP, -(-count // COLUMNS) * cell_height + GAP)
    canvas = Image.new("RGB", size, LIGHT.background)
    draw = ImageDraw.Draw(canvas)
    for index, (image, caption) in enumerate(zip(images, captions, strict=True)):
        row, column = divmod(index, COLUMNS)
        left, top = GAP + column * cell_width, GAP + row * cell_height
        large = Image.fromarray(255 - image).resize(
            (width * SCALE, height * SCALE), Image.Resampling.NEAREST
        )
        canvas.paste(large, (left, top))
        below = (left, top + height * SCALE + 2)
        draw.multiline_text(below, caption, fill=LIGHT.text, font=_font(), spacing=1)
    file = io.BytesIO()
    canvas.save(file, "PNG")
    return file.getvalue()


def _lines(captions: Sequence[str]) -> int:
    return max(caption.count("\n") for caption in captions) + 1


@cache
def _font() -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(FONT_SIZE)

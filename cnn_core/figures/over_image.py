"""Values around 0 over a grey image: one PNG, as many pixels as values."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from cnn_core.figures.theme import colours

INK = 0.35
"""Contrast left to the image, so that it does not outshine the values."""
COVER = 0.85
"""How much of the image the largest value covers."""


def over_image(
    pixels: NDArray[np.uint8],
    values: NDArray[np.float32 | np.float64],
    *,
    dark: bool,
    power: float = 1,
) -> bytes:
    """A PNG of pixels and values of one shape (height, width).

    Pixels are from 0 (ground) to 255 (ink), values from -1 to 1: the further from 0, the more of
    the grey is covered by the diverging colours' orange (below 0) or blue (above 0). With a `power`
    below 1 small values are seen beside large ones.
    """
    theme = colours(dark)
    names = theme.surface, theme.text, theme.diverging[0], theme.diverging[2]
    ground, ink, below, above = (np.array(ImageColor.getrgb(name), float) for name in names)
    grey = ground + INK * (ink - ground) * pixels[..., np.newaxis] / 255
    signed = np.clip(values, -1, 1)[..., np.newaxis]
    cover = COVER * np.abs(signed) ** power
    mixed = grey * (1 - cover) + np.where(signed < 0, below, above) * cover
    file = io.BytesIO()
    Image.fromarray(np.rint(mixed).astype(np.uint8)).save(file, "PNG")
    return file.getvalue()


def scale_strip(low: float, *, dark: bool, power: float = 1) -> bytes:
    """A PNG of one line: the colours of values from `low` (-1 or 0) to 1 over an empty ground."""
    values = np.linspace(low, 1, 128)[np.newaxis]
    return over_image(np.zeros(values.shape, np.uint8), values, dark=dark, power=power)

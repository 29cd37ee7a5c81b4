"""Pictures of a digit (a photo of paper, a picture from a screen) as ink on an empty ground.

A file is not trusted: its kind is read from its content and not from its name, its size is known
before it is decoded, and whatever does not fit is a PictureError.
"""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from cnn_core.drawing.ink_search import find_ink
from cnn_core.drawing.raster import Bounds, Ink, Values, ink_bounds

LARGEST_FILE = 10_000_000
"""Bytes."""
FORMATS = ("PNG", "JPEG", "WEBP")
LARGEST_PHOTO, LARGEST_SCREEN = 25_000_000, 12_000_000
"""Pixels of a JPEG, which is decoded smaller at once, and of the others. Larger ones would take
more memory than the server has for a picture."""
SEARCHED_SIDE = 800
"""Pixels of the longer side, at most, where the ink is searched."""
LARGEST_SIDE = 400
"""Pixels of the longer side of what is found, at most."""
MARGIN = 0.2
"""Ground left on each side of the ink, a share of its longer side."""
_UNREADABLE = (OSError, EOFError, ValueError, SyntaxError, struct.error, zlib.error, MemoryError)
"""What Pillow raises at a file that is damaged."""
_BOMB = (Image.DecompressionBombError, Image.DecompressionBombWarning)


class PictureError(Exception):
    """The file is no picture of something drawn; the message is one plain sentence."""


@dataclass(frozen=True)
class Picture:
    """A digit with a little ground around it, and the ground taken away."""

    width: int
    height: int
    ink: Ink
    """(height, width), 0 (ground) to 255 (ink)."""


def read(data: bytes) -> Picture:
    """Find what is drawn on a picture: dark on light or light on dark, in even light or not.

    Args:
        data: a file of at most LARGEST_FILE bytes: PNG, JPEG or WebP.

    Raises:
        PictureError: another kind of file, too large, damaged, or with nothing drawn on it.
    """
    if len(data) > LARGEST_FILE:
        limit = LARGEST_FILE // 10**6
        raise PictureError(f"A picture of at most {limit} MB is expected, and this one is larger.")
    ink = find_ink(_lightness(_decoded(data)))
    bounds = ink_bounds(ink)
    if bounds is None:
        raise PictureError("Nothing that is drawn was found on the picture.")
    cut = Image.fromarray(_cut_out(ink, bounds))
    cut.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.BOX)
    return Picture(cut.width, cut.height, np.array(cut))


def _decoded(data: bytes) -> Image.Image:
    """The picture, the right way up, reduced to SEARCHED_SIDE."""
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _check_size(image)
            image.draft(None, (SEARCHED_SIDE, SEARCHED_SIDE))  # a JPEG is decoded smaller at once
            image.load()
            return ImageOps.exif_transpose(_reduced(image))
    except UnidentifiedImageError:
        raise PictureError("A PNG, JPEG or WebP picture is expected, and this is none.") from None
    except _BOMB:
        raise PictureError("The picture has too many pixels to be read.") from None
    except _UNREADABLE:
        raise PictureError("The picture is damaged or incomplete.") from None


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    limit = LARGEST_PHOTO if isinstance(image, JpegImageFile) else LARGEST_SCREEN
    if width * height > limit:
        raise PictureError(
            f"A picture of at most {limit // 10**6} million pixels is expected, "
            f"and this one has {width:,} × {height:,}."
        )


def _reduced(image: Image.Image) -> Image.Image:
    if image.mode == "P":
        image = image.convert("RGBA")
    factor = max(1, -(-max(image.size) // SEARCHED_SIDE))
    return image.reduce(factor)


def _lightness(image: Image.Image) -> Values:
    """(height, width), 0 (black) to 255 (white)."""
    if image.mode.startswith("I"):  # 16 bits, which Pillow would cut off at 255
        return np.asarray(image, np.float64) / 257
    if image.has_transparency_data:
        return _on_a_ground(image.convert("RGBA").convert("LA"))
    return np.asarray(image.convert("RGB").convert("L"), np.float64)


def _on_a_ground(image: Image.Image) -> Values:
    """Lightness where transparent places are ground: unlike what was drawn on nothing else."""
    lightness, opacity = (np.asarray(band, np.float64) for band in image.split())
    opacity /= 255
    if not opacity.any():
        return lightness * 0
    usual = float(np.average(lightness, weights=opacity))
    if opacity.mean() < 0.5:
        usual = 255.0 if usual < 128 else 0.0
    values: Values = lightness * opacity + usual * (1 - opacity)
    return values


def _cut_out(ink: Ink, bounds: Bounds) -> Ink:
    """The ink within bounds, with a margin of ground all around."""
    left, top, width, height = bounds
    digit = ink[top : top + height, left : left + width]
    return np.pad(digit, round(MARGIN * max(width, height)))

"""A drawing of the report as pixels."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import resvg_py
from PIL.ImageFont import FreeTypeFont, load_default

from cnn_core.figures.theme import LIGHT

SCALE = 2
"""Pixels of each unit of the drawing."""


def png(svg: str) -> bytes:
    """The drawing on white, SCALE pixels a unit.

    Its letters are those that Pillow brings along: they are the same on every machine, and a
    server may have no font at all.
    """
    font = load_default(12)
    assert isinstance(font, FreeTypeFont)
    with TemporaryDirectory() as folder:
        letters = Path(folder) / "letters.ttf"
        letters.write_bytes(font.font_bytes)
        return resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=SCALE,
            background=LIGHT.background,
            skip_system_fonts=True,
            font_files=[str(letters)],
            sans_serif_family=font.getname()[0],
        )

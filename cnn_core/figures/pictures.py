"""Small grey images of any size side by side, each with lines of text below it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from string import Template

import numpy as np
from numpy.typing import NDArray

from cnn_core.figures.images import grid
from cnn_core.figures.theme import Colours

SIDE = 84
"""Pixels of the screen that the largest image's longer side takes, or less: each pixel of an image
is a whole number of them wide."""
STYLE = Template("""<style>
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(108px, 1fr));
  gap: 16px 8px; align-items: end; }
.pictures figure { margin: 0; }
.pictures img { image-rendering: pixelated; border-radius: 3px; display: block; }
.pictures .faint img { opacity: 0.3; }
.pictures figcaption { margin-top: 4px; font-size: 13px; line-height: 18px; color: $text;
  font-variant-numeric: tabular-nums; min-height: var(--caption); }
.pictures small { display: block; font-size: 12px; line-height: 16px; color: $muted; }
</style>""")


@dataclass(frozen=True)
class Picture:
    pixels: NDArray[np.uint8]
    """(height, width), 0 ground to 255 ink."""
    title: str
    lines: tuple[str, ...]
    """Smaller, below the title."""
    faint: bool = False


def pictures_html(pictures: Iterable[Picture], colours: Colours, dark: bool) -> str:
    """HTML for `st.html`. All are enlarged alike; captions begin on one line.

    `pictures`: of sides up to SIDE.
    """
    shown = list(pictures)
    scale = SIDE // max((max(each.pixels.shape) for each in shown), default=SIDE)
    height = 18 + 16 * max((len(each.lines) for each in shown), default=0)
    style = STYLE.substitute(text=colours.text, muted=colours.muted)
    figures = "".join(_figure(each, scale, dark) for each in shown)
    return f'{style}<div class="pictures" style="--caption: {height}px">{figures}</div>'


def _figure(picture: Picture, scale: int, dark: bool) -> str:
    png = b64encode(grid(picture.pixels[np.newaxis], 1, dark=dark, scale=1)).decode()
    height, width = (scale * side for side in picture.pixels.shape)
    title = escape(picture.title)
    small = "".join(f"<small>{escape(line)}</small>" for line in picture.lines)
    return (
        f'<figure{" class=faint" * picture.faint}><img alt="{title}" width="{width}" '
        f'height="{height}" src="data:image/png;base64,{png}">'
        f"<figcaption>{title}{small}</figcaption></figure>"
    )

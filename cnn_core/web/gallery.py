"""Digits side by side, each with a caption, as wide as the page lets them."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from cnn_core.figures.images import grid
from cnn_core.figures.theme import Colours

STYLE = """<style>
.digits { display: grid; grid-template-columns: repeat(auto-fill, minmax(84px, 1fr));
  gap: 16px 6px; }
.digits figure { margin: 0; }
.digits img { width: 84px; height: 84px; image-rendering: pixelated; border-radius: 4px;
  display: block; }
.digits figcaption { margin-top: 4px; font-size: 13px; line-height: 18px;
  font-variant-numeric: tabular-nums; }
.digits small { display: block; font-size: 12px; color: %s; }
</style>"""


def gallery(
    pixels: NDArray[np.uint8], captions: Sequence[tuple[str, str]], colours: Colours, dark: bool
) -> str:
    """HTML for `st.html`: images (n, 28, 28), each with a line and a smaller one below it."""
    figures = (
        _figure(image, caption, dark) for image, caption in zip(pixels, captions, strict=True)
    )
    return STYLE % colours.muted + f'<div class="digits">{"".join(figures)}</div>'


def _figure(image: NDArray[np.uint8], caption: tuple[str, str], dark: bool) -> str:
    source = b64encode(grid(image[np.newaxis], 1, dark=dark)).decode()
    first, second = map(escape, caption)
    return (
        f'<figure><img alt="{first}" src="data:image/png;base64,{source}">'
        f"<figcaption>{first}<small>{second}</small></figcaption></figure>"
    )

"""An image, and over it what speaks for a class: Grad-CAM and integrated gradients."""

from __future__ import annotations

from html import escape
from string import Template

import numpy as np
from numpy.typing import NDArray

from cnn_core.figures.images import grid
from cnn_core.figures.over_image import over_image, scale_strip
from cnn_core.figures.signed_grid import image_source
from cnn_core.figures.theme import Colours, true_minus
from cnn_core.inside.attribution import NO_MAPS, Attribution

STYLE = Template("""<style>
.attribution { display: grid; grid-template-columns: repeat(auto-fill, minmax(224px, 1fr));
  gap: 24px; }
.attribution figure { margin: 0; }
.attribution img { display: block; width: 224px; image-rendering: pixelated; }
.attribution img.picture { height: 224px; border-radius: 4px; }
.attribution img.scale { height: 8px; margin-top: 8px; border-radius: 2px; }
.attribution div { display: flex; justify-content: space-between; width: 224px;
  font-size: 12px; line-height: 20px; color: $muted; font-variant-numeric: tabular-nums; }
.attribution h4 { margin: 0 0 8px; padding: 0; font-size: 14px; font-weight: 600; }
.attribution p { max-width: 44ch; margin: 4px 0 0; font-size: 13px; line-height: 19px; }
</style>""")


SHARES_POWER = 0.5
"""So that the many small shares of pixels are seen beside the few large ones."""


def attribution_html(
    attribution: Attribution,
    pixels: NDArray[np.uint8],
    sentences: tuple[str, str, str],
    colours: Colours,
    dark: bool,
) -> str:
    """HTML for `st.html`: the image (28, 28), Grad-CAM where there are maps, integrated gradients.

    `sentences` stand below them. Each scale ends at the picture's own largest value.
    """
    image, heat, shares = sentences
    alone = grid(pixels[np.newaxis], columns=1, dark=dark, scale=1)
    figures = [_figure("The image", image, alone)]
    if attribution.layer != NO_MAPS:
        overlaid = _overlaid(pixels, attribution.heat, dark)
        figures.append(_figure("Grad-CAM", heat, *overlaid))
    overlaid = _overlaid(pixels, attribution.shares, dark, signed=True)
    figures.append(_figure("Integrated gradients", shares, *overlaid))
    style = STYLE.substitute(muted=colours.muted)
    return f'{style}<div class="attribution">{"".join(figures)}</div>'


def _overlaid(
    pixels: NDArray[np.uint8], values: NDArray[np.float32], dark: bool, signed: bool = False
) -> tuple[bytes, str]:
    """The picture, and HTML of its scale, which begins at 0 unless values are signed."""
    largest = float(np.abs(values).max())
    low, power = (-1, SHARES_POWER) if signed else (0, 1)
    png = over_image(pixels, values / (largest or 1), dark=dark, power=power)
    ends = [-largest, 0, largest] if signed else [0, largest]
    numbers = "".join(f"<span>{_number(each)}</span>" for each in ends)
    strip = image_source(scale_strip(low, dark=dark, power=power))
    return png, f'<img class="scale" alt="" src="{strip}"><div>{numbers}</div>'


def _number(value: float) -> str:
    return true_minus(f"{value:+.2g}") if value else "0"


def _figure(title: str, sentence: str, png: bytes, scale: str = "") -> str:
    return (
        f'<figure><h4>{title}</h4><img class="picture" alt="{title}" src="{image_source(png)}">'
        f"{scale}<figcaption><p>{escape(sentence)}</p></figcaption></figure>"
    )

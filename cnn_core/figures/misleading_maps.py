"""Maps that speak for one class on images of another: how much, and their means for both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from cnn_core.figures.mean_maps import node_size
from cnn_core.figures.plain_table import html_table
from cnn_core.figures.signed_grid import image_source, signed_grid
from cnn_core.figures.theme import Colours

LARGEST_NODE = 16
"""Pixels: twice those of the mean maps."""
STYLE = """<style>
.figures.misleading td { vertical-align: middle; }
.figures.misleading img { display: block; margin-left: auto; image-rendering: pixelated; }
</style>"""


@dataclass(frozen=True)
class MisleadingMap:
    number: int
    """From 0."""
    said: str
    """What it says for the second class against the first."""
    means: Sequence[NDArray[np.float32]]
    """Its mean for the first class and for the second, (height, width) from -1 to 1; none where
    they are not known."""


def misleading_maps_table(
    maps: Sequence[MisleadingMap], pair: tuple[str, str], noun: str, colours: Colours, dark: bool
) -> str:
    """HTML for `st.html`: a row for each map. `pair`: names of the classes. `noun`: what it is."""
    pictured = pair if all(each.means for each in maps) else ()
    headings = (noun, *(f"Mean for {name}" for name in pictured), f"Says for {pair[1]}")
    rows = (
        (str(each.number + 1), *_pictures(each.means, pictured, dark), escape(each.said))
        for each in maps
    )
    return STYLE + html_table(headings, rows, colours, kind="misleading")


def _pictures(
    means: Sequence[NDArray[np.float32]], names: Sequence[str], dark: bool
) -> Iterator[str]:
    for values, name in zip(means, names, strict=False):
        height, width = values.shape
        size = node_size(height, width, LARGEST_NODE)
        png = signed_grid(values[np.newaxis, np.newaxis], size, dark=dark)
        yield f'<img alt="mean for {escape(name)}" src="{image_source(png)}">'

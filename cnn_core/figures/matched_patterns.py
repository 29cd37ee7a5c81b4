"""Matched units' patterns side by side: what each of the two responds to most."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import numpy as np
from numpy.typing import NDArray

from cnn_core.figures.images import grid
from cnn_core.figures.theme import Colours

STYLE = """<style>
.matched { display: grid; grid-template-columns: repeat(auto-fill, minmax(124px, 1fr));
  gap: 18px 10px; }
.matched figure { margin: 0; }
.matched img { width: 120px; height: 56px; image-rendering: pixelated; display: block; }
.matched figcaption { margin-top: 4px; font-size: 13px; line-height: 18px;
  font-variant-numeric: tabular-nums; }
.matched small { display: block; font-size: 12px; color: %s; }
</style>"""
GAP = 4
"""Pixels between the two patterns of a pair."""


@dataclass(frozen=True)
class PatternPair:
    """Two matched units, numbers from 0."""

    unit: int
    other: int
    correlation: float
    patterns: NDArray[np.uint8]
    """(2, 28, 28), 0 to 255: the first run's and the second's."""


def patterns_html(pairs: Iterable[PatternPair], noun: str, colours: Colours, dark: bool) -> str:
    """HTML for `st.html`: each pair's two patterns, and below them which units they are of."""
    figures = "".join(_figure(pair, noun, dark) for pair in pairs)
    return STYLE % colours.muted + f'<div class="matched">{figures}</div>'


def _figure(pair: PatternPair, noun: str, dark: bool) -> str:
    source = b64encode(grid(pair.patterns, 2, dark=dark, scale=1, gap=GAP)).decode()
    names = escape(f"{noun} {pair.unit + 1} and {pair.other + 1}")
    likeness = f"<small>correlation {pair.correlation:.2f}</small>"
    return (
        f'<figure><img alt="{names}" src="data:image/png;base64,{source}">'
        f"<figcaption>{names}{likeness}</figcaption></figure>"
    )

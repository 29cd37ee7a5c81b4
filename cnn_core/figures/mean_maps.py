"""The mean maps of a layer: a row for each class, a column for each map."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape
from string import Template

import numpy as np
from numpy.typing import NDArray

from cnn_core.figures.signed_grid import GAP, image_source, signed_grid
from cnn_core.figures.theme import Colours

SIDE, SMALLEST = 52, 20
"""Pixels: of a map, about; and of one that has few nodes, at least."""
LARGEST_NODE = 8
"""Pixels of a node, where the map has more than one or two of them."""
MOST = 256
"""Maps shown at once: more would be a page of several megabytes."""

STYLE = """<style>
.mean-maps { overflow-x: auto; padding-bottom: 8px; }
.mean-maps > div { display: grid; width: max-content;
  grid-template-columns: max-content max-content; }
.mean-maps b { position: sticky; left: 0; z-index: 1; display: grid; row-gap: ${gap}px;
  align-items: center; padding-right: 12px; font-weight: 400; font-size: 13px; color: $text;
  background: $background; }
.mean-maps i { display: flex; column-gap: ${gap}px; font-style: normal; font-size: 11px;
  line-height: 18px; text-align: center; color: $muted; font-variant-numeric: tabular-nums; }
.mean-maps s { color: $warning; }
.mean-maps img { display: block; max-width: none; image-rendering: pixelated; }
</style>"""


def mean_maps_html(
    means: NDArray[np.float32],
    names: Sequence[str],
    dead: Collection[int],
    colours: Colours,
    dark: bool,
) -> str:
    """HTML for `st.html`: mean maps (10, height, width, maps), each map with a scale of its own.

    Its strongest colour is its largest mean, of whatever class. Of very many maps the first are
    shown; numbers of dead ones are struck through. Where it is too wide it scrolls in its place.
    """
    shown = means[..., :MOST]
    rows, height, width, maps = shown.shape
    size = node_size(height, width)
    png = signed_grid(scaled(shown).transpose(0, 3, 1, 2), size, dark=dark)
    numbers = "".join(_number(each, each in dead, width * size) for each in range(maps))
    labels = "".join(f"<span>{escape(name)}</span>" for name in names)
    sizes = [
        each * size * count + GAP * (count - 1) for each, count in ((width, maps), (height, rows))
    ]
    style = Template(STYLE).substitute(vars(colours), gap=GAP)
    return (
        f'{style}<div class="mean-maps" tabindex="0" role="group" aria-label="Mean maps"><div>'
        f'<b></b><i>{numbers}</i><b style="grid-auto-rows:{height * size}px">{labels}</b>'
        f'<img alt="Mean maps of each class" width="{sizes[0]}" height="{sizes[1]}" '
        f'src="{image_source(png)}"></div></div>'
    )


def scaled(means: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mean maps (10, height, width, maps), each map over its largest mean: from -1 to 1."""
    largest = np.nan_to_num(np.abs(means)).max(axis=(0, 1, 2))
    shares: NDArray[np.float32] = (means / np.where(largest > 0, largest, 1)).astype(np.float32)
    return shares


def node_size(height: int, width: int, largest: int = LARGEST_NODE) -> int:
    """Pixels of a node, for maps of so many nodes to be of about SIDE pixels."""
    longer = max(height, width)
    return max(1, min(largest, round(SIDE / longer)), -(-SMALLEST // longer))


def _number(each: int, is_dead: bool, width: int) -> str:
    number = f'<s title="dead">{each + 1}</s>' if is_dead else str(each + 1)
    return f'<span style="width:{width}px">{number}</span>'

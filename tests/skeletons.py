"""Drawings made of MNIST's images: the middles of their lines as strokes, put onto a pad."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import zoom

from cnn_core.drawing.preparation import Drawing, Stroke
from cnn_core.drawing.raster import Ink

SCALE = 6
"""Cells along a pixel's side, in which lines are thinned."""
FORWARD = ((0, 1), (1, 1), (1, 0), (1, -1))
"""(down, right) to half of a cell's neighbours, so that each pair is met once."""
Mask = NDArray[np.bool_]


def drawn(image: Ink, size: float = 0.5, left: float = 0.3, top: float = 0.1) -> Drawing:
    """An image's lines as strokes, the image `size` times as large as the pad's side."""
    cells = skeleton(
        zoom(image.astype(float), SCALE, order=1, grid_mode=True, mode="grid-constant")
    )
    side = SCALE * len(image)
    ends = (np.array(lines(cells)) + 0.5) / side * size + (left, top, left, top)
    return Drawing(tuple(Stroke(tuple(each)) for each in ends.tolist()))


def lines(cells: Mask) -> list[tuple[int, int, int, int]]:
    """Each pair of neighbours as (x, y, x, y); a single cell is a pair with itself."""
    height, width = cells.shape
    found = []
    for y, x in np.argwhere(cells).tolist():
        for down, right in FORWARD:
            to_y, to_x = y + down, x + right
            if to_y < height and 0 <= to_x < width and cells[to_y, to_x]:
                found.append((x, y, to_x, to_y))
    return found or [(x, y, x, y) for y, x in np.argwhere(cells).tolist()]


def skeleton(lightness: NDArray[np.float64]) -> Mask:
    """The middles of lines, one cell wide (T. Y. Zhang and C. Y. Suen, 1984)."""
    ink = np.pad(lightness > 127, 1)
    before = -1
    while ink.sum() != before:
        before = ink.sum()
        for turn in (0, 2):
            ink[1:-1, 1:-1] &= ~_removable(ink, turn)
    return ink[1:-1, 1:-1]


def _removable(ink: Mask, turn: int) -> Mask:
    """The cells at a border on two of the four sides that no line would be broken without."""
    around = [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)]
    height, width = ink.shape
    p = [ink[1 + y : height - 1 + y, 1 + x : width - 1 + x] for y, x in around]
    count = np.sum(p, axis=0)
    rises = np.sum(
        [~one & next_one for one, next_one in zip(p, p[1:] + p[:1], strict=True)], axis=0
    )
    up, right, down, left = p[::2]
    if turn == 0:
        open_side = ~(up & right & down) & ~(right & down & left)
    else:
        open_side = ~(up & right & left) & ~(up & down & left)
    return (count >= 2) & (count <= 6) & (rises == 1) & open_side

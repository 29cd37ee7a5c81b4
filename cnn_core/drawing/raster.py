"""Rasters of ink: lines painted into them, their bounds, and means over squares of any size.

Twin of web/draw/raster.js, which yields the same bytes: sums are taken in the same order, and no
function is used whose rounding is left open.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ink = NDArray[np.uint8]
"""(height, width), 0 (ground) to 255 (ink)."""
Values = NDArray[np.float64]


class Bounds(NamedTuple):
    """What a raster's ink lies in, in cells."""

    left: int
    top: int
    width: int
    height: int


def painted_lines(segments: Values, radius: float, side: int) -> Ink:
    """Lines with round ends, in a square raster.

    Args:
        segments: (count, 4), each ax, ay, bx, by: a line from a to b, in cells.
        radius: half the lines' width, in cells.

    Returns:
        (side, side)
    """
    reach = radius + 0.5
    squares = np.full((side, side), reach * reach)
    centres: Values = np.arange(side, dtype=np.float64) + 0.5
    low = np.minimum(segments[:, :2], segments[:, 2:]) - reach
    high = np.maximum(segments[:, :2], segments[:, 2:]) + reach
    starts = np.floor(low).clip(0, side).astype(int).tolist()
    ends = np.ceil(high).clip(0, side).astype(int).tolist()
    for (ax, ay, bx, by), (left, top), (right, bottom) in zip(
        segments.tolist(), starts, ends, strict=True
    ):
        near = squares[top:bottom, left:right]
        x, y = centres[left:right] - ax, centres[top:bottom, np.newaxis] - ay
        np.minimum(near, _squared_distances(x, y, bx - ax, by - ay), out=near)
    return coverage(reach - np.sqrt(squares))


def _squared_distances(x: Values, y: Values, dx: float, dy: float) -> Values:
    """Of the points (x, y), columns and rows, to the line from (0, 0) to (dx, dy)."""
    length = dx * dx + dy * dy
    along = ((x * dx + y * dy) / length).clip(0, 1) if length > 0 else np.zeros(1)
    away_x, away_y = x - along * dx, y - along * dy
    squares: Values = away_x * away_x + away_y * away_y
    return squares


def coverage(shares: Values) -> Ink:
    """The ink of cells, from the share of each that a line covers."""
    return np.floor(255 * shares.clip(0, 1) + 0.5).astype(np.uint8)


def ink_bounds(ink: Ink) -> Bounds | None:
    """Where the ink lies; None without ink."""
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return None
    left, top = int(columns[0]), int(rows[0])
    return Bounds(left, top, int(columns[-1]) + 1 - left, int(rows[-1]) + 1 - top)


def averaged(ink: Ink, left: float, top: float, step: float, side: int) -> Ink:
    """Means of the ink over squares, each `step` cells wide, the first beginning at (left, top).

    Outside the raster there is no ink.

    Returns:
        (side, side)
    """
    bands = _line_means(ink.astype(np.float64), left, step, side)
    means = _line_means(bands.T, top, step, side).T
    return np.floor(means + 0.5).astype(np.uint8)


def _line_means(lines: Values, start: float, step: float, count: int) -> Values:
    """`count` means of each line: (lines, length) to (lines, count)."""
    length = lines.shape[1]
    sums = np.pad(np.cumsum(lines, axis=1), ((0, 0), (1, 0)))
    inside = (start + np.arange(count + 1) * step).clip(0, length)
    whole = np.minimum(length - 1, np.floor(inside)).astype(int)
    means: Values = np.diff(sums[:, whole] + (inside - whole) * lines[:, whole]) / step
    return means


def shrunk(ink: Ink, smaller: int) -> Ink:
    """A square raster shrunk to smaller×smaller cells, a divisor of its side: means of blocks."""
    factor = len(ink) // smaller
    blocks = ink.reshape(smaller, factor, smaller, factor)
    means = blocks.sum(axis=(1, 3), dtype=np.int64) / (factor * factor)
    rounded: Ink = np.floor(means + 0.5).astype(np.uint8)
    return rounded

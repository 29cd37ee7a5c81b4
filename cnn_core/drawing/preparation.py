"""Brings a drawing into the form of MNIST's digits. Twin of web/draw/prepare.js: the same bytes.

The network answers in the browser, so that is where drawings are prepared. This twin prepares
what the server reads itself (pictures given to `predict`), and says what is to come out.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import Literal, get_args

import numpy as np

from cnn_core.drawing.line_width import ink_depths, line_width
from cnn_core.drawing.raster import (
    Bounds,
    Ink,
    averaged,
    coverage,
    ink_bounds,
    painted_lines,
    shrunk,
)

Way = Literal["resized", "cropped", "centred", "mnist"]
WAYS: tuple[Way, ...] = get_args(Way)
SIDE = 28
BOX = 20
"""Pixels: MNIST's digits fit a box of 20×20 (http://yann.lecun.com/exdb/mnist)."""
CENTRE = 14
"""All of MNIST's centres of mass lie within half a pixel of (14, 14), pixels counted from 0."""
FINE = 4
"""Cells along a pixel's side, where lines are measured and drawn."""
FINE_SIDE = SIDE * FINE
RASTER_SIDE = 280
"""Cells along the pad's side, where the whole pad is needed."""
LINE_WIDTH = 2.4
"""Pixels. Lines drawn anew along the middles of those in MNIST's training images have as much ink
as the images with this width (benchmarks/line_width.py)."""
THINNEST_LINE, THICKEST_LINE = 1.4, 3.4
"""Pixels: 5 % of MNIST's training images have thinner lines, 5 % thicker ones (there too)."""
FARTHEST = 1e6
"""Pads; what is beyond, or no number at all, is no coordinate."""

Segment = tuple[float, float, float, float]
"""(ax, ay, bx, by): a line from a to b."""


@dataclass(frozen=True)
class Stroke:
    points: tuple[float, ...]
    """x0, y0, x1, y1, …: shares of the pad's side, y downwards."""


@dataclass(frozen=True)
class Drawing:
    """What was put onto the pad."""

    strokes: tuple[Stroke, ...] = ()
    brush: float = 0.07
    """Width of the pen, a share of the pad's side."""
    image: Ink | None = None
    """Fitted into the pad under the strokes."""
    pixels: Ink | None = None
    """(28, 28): to be seen by the network as it is, until something is drawn on it."""

    @property
    def picture(self) -> Ink | None:
        """The image that lies under the strokes."""
        return self.pixels if self.image is None else self.image


def is_empty(drawing: Drawing) -> bool:
    """Whether a drawing shows nothing: there is no ink on the pad."""
    blank = drawing.picture is None or not drawing.picture.any()
    return blank and not pad_segments(drawing)


def seen_pixels(drawing: Drawing) -> Ink | None:
    """What the network sees, (28, 28), or None for an empty drawing."""
    if drawing.pixels is not None and not drawing.strokes:
        return drawing.pixels
    return prepare(drawing, "mnist")


def prepare(drawing: Drawing, way: Way) -> Ink | None:
    """A drawing as an image of 28×28 pixels.

    Args:
        way: "resized", the whole pad shrunk; "cropped", the ink alone in a box of 20×20 pixels in
            the middle; "centred", the same with its centre of mass in the middle; "mnist", the
            same with the width of MNIST's lines.

    Returns:
        (28, 28), or None for an empty drawing.

    Raises:
        ValueError: coordinates that are no numbers, or an unknown way.
    """
    if way not in WAYS:
        raise ValueError(f"Expected one of {', '.join(WAYS)}. Received: {way}")
    if is_empty(drawing):
        return None
    if way == "mnist" and drawing.picture is None:
        return _with_mnist_lines(drawing)
    ink = ink_of(drawing, RASTER_SIDE)
    if way == "resized":
        return shrunk(ink, SIDE)
    bounds = ink_bounds(ink)
    if bounds is None:
        return None
    dot = 2 * drawing.brush * RASTER_SIDE if drawing.picture is None else 0
    digit = _into_box(ink, bounds, dot)
    if way == "cropped":
        return shrunk(digit, SIDE)
    return _centred(shrunk(_with_usual_lines(digit) if way == "mnist" else digit, SIDE))


def ink_of(drawing: Drawing, side: int) -> Ink:
    """A drawing as a raster, (side, side)."""
    segments = np.array(pad_segments(drawing)).reshape(-1, 4) * side
    ink = painted_lines(segments, drawing.brush / 2 * side, side)
    if drawing.picture is None:
        return ink
    height, width = drawing.picture.shape
    longer = max(width, height)
    left, top = (width - longer) / 2, (height - longer) / 2
    return np.maximum(ink, averaged(drawing.picture, left, top, longer / side, side))


def pad_segments(drawing: Drawing) -> list[Segment]:
    """The strokes' lines as far as they lie on the pad, in shares of its side."""
    segments = []
    for stroke in drawing.strokes:
        _check(stroke)
        places = list(zip(stroke.points[::2], stroke.points[1::2], strict=True))
        for start, end in zip(places, places[1:] or places, strict=False):
            segment = _on_pad(*start, *end)
            if segment:
                segments.append(segment)
    return segments


def _check(stroke: Stroke) -> None:
    count = len(stroke.points)
    wrong = next((value for value in stroke.points if not abs(value) <= FARTHEST), None)
    if wrong is not None or count % 2:
        received = f"{count} numbers" if wrong is None else wrong
        raise ValueError(f"Expected pairs of coordinates, shares of the pad. Received: {received}")


def _on_pad(ax: float, ay: float, bx: float, by: float) -> Segment | None:
    """The part of a line within the unit square (Y.-D. Liang and B. A. Barsky, 1984)."""
    dx, dy = bx - ax, by - ay
    first, last = 0.0, 1.0
    for start, change in ((ax, dx), (ay, dy)):
        if change == 0:
            if not 0 <= start <= 1:
                return None
            continue
        low, high = -start / change, (1 - start) / change
        first, last = max(first, min(low, high)), min(last, max(low, high))
    if first > last:
        return None
    return ax + first * dx, ay + first * dy, ax + last * dx, ay + last * dy


def _with_mnist_lines(drawing: Drawing) -> Ink:
    """The strokes' lines drawn anew, as wide as MNIST's."""
    segments = np.array(pad_segments(drawing))
    points = segments.reshape(-1, 2)
    low, high = points.min(axis=0), points.max(axis=0)
    # A dot stays one: what is smaller than the pen is not enlarged further.
    longer = max(*(high - low).tolist(), drawing.brush, 1 / FARTHEST)
    scale = (BOX - LINE_WIDTH) / longer
    lengths = ((high - low) * scale + LINE_WIDTH).tolist()
    start = np.array([_box_start(length) for length in lengths]) + LINE_WIDTH / 2
    cells = ((points - low) * scale + start) * FINE
    ink = painted_lines(cells.reshape(-1, 4), LINE_WIDTH / 2 * FINE, FINE_SIDE)
    return _centred(shrunk(ink, SIDE))


def _box_start(length: float) -> float:
    """Where a digit of this length (pixels) begins, to lie in the middle of whole pixels."""
    whole = ceil(length - 1e-9)
    return floor((SIDE - whole) / 2) + (whole - length) / 2


def _into_box(ink: Ink, bounds: Bounds, shortest: float) -> Ink:
    """What lies within bounds, its longer side brought to 20 pixels, in the middle of 28×28.

    Args:
        shortest: a digit shorter than so many cells is enlarged only as if it had that length.

    Returns:
        (112, 112), four cells along each pixel.
    """
    longer = max(bounds.width, bounds.height, shortest)
    step = longer / (BOX * FINE)
    left = bounds.left - _box_start(bounds.width * BOX / longer) * FINE * step
    top = bounds.top - _box_start(bounds.height * BOX / longer) * FINE * step
    return averaged(ink, left, top, step, FINE_SIDE)


def _centred(pixels: Ink) -> Ink:
    """The image moved by whole pixels so that its centre of mass is where MNIST's are."""
    bounds = ink_bounds(pixels)
    if bounds is None:
        return pixels
    mass, positions = int(pixels.sum()), np.arange(SIDE)
    x = int((pixels.sum(axis=0) * positions).sum()) / mass
    y = int((pixels.sum(axis=1) * positions).sum()) / mass
    right = _move_within(x, bounds.left, bounds.width)
    down = _move_within(y, bounds.top, bounds.height)
    return np.roll(pixels, (down, right), axis=(0, 1))


def _move_within(centre: float, start: int, length: int) -> int:
    """Pixels by which to move a digit with this centre; it is never moved out of the image."""
    wanted = ceil(CENTRE - 0.5 - centre)
    return min(SIDE - start - length, max(-start, wanted))


def _with_usual_lines(ink: Ink) -> Ink:
    """A raster of 112×112 cells with lines thinned or thickened, if they are unlike MNIST's."""
    depths = ink_depths(ink)
    width = line_width(depths) / FINE
    wanted = min(THICKEST_LINE, max(THINNEST_LINE, width))
    if width in (0, wanted):
        return ink
    # Thinned by `cut` on either side, (width - 2 cut) / (box - 2 cut) is to be wanted / box.
    cut = (width - wanted) / (2 * (1 - wanted / BOX)) * FINE
    lines = coverage(depths - cut + 0.5)
    bounds = ink_bounds(lines)
    return ink if bounds is None else _into_box(lines, bounds, 0)

"""Tells ink from ground on a picture of something drawn, by its light.

How dark a place is counts by what the ground around it would be: paper in a shadow is ground.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from cnn_core.drawing.ink_parts import Mask, are_rules, main_parts, with_soft_edges
from cnn_core.drawing.raster import Ink, Values

LEAST_CONTRAST = 0.12
"""Of black against white: fainter than that is no ink, but paper, noise or a stain."""
LEAST_TIMES_NOISE = 6
"""The ink stands out by so many times the ground's noise, at least."""
FAINT = 8 / 255
"""What is fainter on a picture from a screen is what compression leaves around lines."""
LINE_EDGE = (0.35, 0.65)
"""On a photo a line's edge is where its blurred ink has half of its depth, or nearly so."""
GRID = 48
"""Cells along each side where the ground's light is found."""
WINDOW = 0.4
"""The ground is the median of such a share of each side: more of it is ground than ink."""
ROUNDS = 4
_BOX, _BILINEAR = Image.Resampling.BOX, Image.Resampling.BILINEAR


def find_ink(lightness: Values) -> Ink:
    """The ink of a picture; all 0 where there is none.

    Args:
        lightness: (height, width), 0 (black) to 255 (white).

    Returns:
        (height, width), 0 (ground) to 255 (ink).
    """
    clean = _is_clean(lightness)
    depth = _depth(lightness, _smooth_ground(lightness) if clean else _local_ground(lightness))
    noise = 1.4826 * float(np.median(abs(depth)))
    depth = depth.clip(0, 1)
    threshold = _otsu(depth)
    if are_rules(depth > threshold):
        threshold = _otsu(depth[depth > threshold])
    inside = depth > threshold
    level = float(np.median(depth[inside])) if inside.any() else 0.0
    if level < max(LEAST_CONTRAST, LEAST_TIMES_NOISE * noise):
        return np.zeros(depth.shape, np.uint8)
    if clean:
        return _ink(depth, 0, float(depth.max()), main_parts(depth > FAINT))
    low, high = LINE_EDGE
    return _ink(depth, low * level, high * level, with_soft_edges(main_parts(inside)))


def _ink(depth: Values, ground: float, full: float, where: Mask) -> Ink:
    """Depths between those of the ground and of full ink, as 0 to 255; 0 elsewhere."""
    shares = ((depth - ground) / (full - ground)).clip(0, 1) * where
    return np.floor(255 * shares + 0.5).astype(np.uint8)


def _is_clean(lightness: Values) -> bool:
    """Whether most neighbours are alike, as on a picture from a screen and on no photo."""
    steps = np.concatenate((np.diff(lightness).ravel(), np.diff(lightness, axis=0).ravel()))
    return not steps.size or float(np.median(abs(steps))) == 0


def _local_ground(lightness: Values) -> Values:
    """The ground's lightness on a photo: medians, which keep the border of a shadow sharp."""
    from scipy.ndimage import median_filter

    height, width = lightness.shape
    small = Image.fromarray(lightness.astype(np.float32)).resize((GRID, GRID), _BOX)
    medians = median_filter(np.asarray(small), size=round(WINDOW * GRID))
    return np.asarray(Image.fromarray(medians).resize((width, height), _BILINEAR), np.float64)


def _smooth_ground(lightness: Values) -> Values:
    """The ground's lightness on a clean picture: a surface of second order through the ground.

    It starts from the picture's edge, and then takes in whatever is close to it.
    """
    height, width = lightness.shape
    rows = np.linspace(0, height - 1, min(height, GRID)).round().astype(int)
    columns = np.linspace(0, width - 1, min(width, GRID)).round().astype(int)
    values = lightness[np.ix_(rows, columns)]
    terms = _terms(rows / height, columns / width)
    chosen = np.zeros(values.shape, dtype=bool)
    chosen[[0, -1]] = chosen[:, [0, -1]] = True
    factors = np.array([np.median(values[chosen]), 0, 0, 0, 0, 0])
    for _ in range(ROUNDS):
        away = abs(values - terms @ factors)
        spread = 1.4826 * np.median(away[chosen])
        chosen = away <= max(3 * spread, 4)
        factors, *_ = np.linalg.lstsq(terms[chosen], values[chosen], rcond=None)
    surface: Values = _terms(np.arange(height) / height, np.arange(width) / width) @ factors
    return surface.clip(0, 255)


def _terms(y: Values, x: Values) -> Values:
    """(rows, columns, 6): 1, x, y and their products, for a surface of second order."""
    y, x = np.meshgrid(y, x, indexing="ij")
    return np.stack((np.ones_like(x), x, y, x * x, x * y, y * y), axis=-1)


def _depth(lightness: Values, ground: Values) -> Values:
    """How far each place is from the ground to full ink, 0 to 1; below 0 on the other side."""
    away = ground - lightness
    is_dark = (away**3).sum() >= 0
    depth: Values = away / ground.clip(1) if is_dark else -away / (255 - ground).clip(1)
    return depth


def _otsu(depth: Values) -> float:
    """The threshold from 0 to 1 that parts the values best (N. Otsu, 1979)."""
    counts, edges = np.histogram(depth, bins=256, range=(0, 1))
    centres = (edges[1:] + edges[:-1]) / 2
    below, total = np.cumsum(counts), np.cumsum(counts * centres)
    above = below[-1] - below
    with np.errstate(invalid="ignore", divide="ignore"):
        apart = total / below - (total[-1] - total) / above
    between = np.nan_to_num(below * above * apart**2)
    return float(edges[int(between.argmax()) + 1])

"""Tells ink from ground on a picture of something drawn: uneven light, specks, rules, a dark edge.

How dark a place is counts by what the ground around it would be: paper in a shadow is ground.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnn_core.raster import Ink, Values

Mask = NDArray[np.bool_]

LEAST_CONTRAST = 0.12
"""Of black against white: fainter than that is no ink, but paper, noise or a stain."""
LEAST_TIMES_NOISE = 6
"""The ink stands out by so many times the ground's noise, at least."""
CLEAN = 1.5 / 255
"""A picture with less noise is from a screen, and its greys are the edges of lines."""
FAINT = 8 / 255
"""What is fainter on such a picture is what compression leaves around lines."""
SOFT_EDGE = 0.01
"""Width of a line's soft edge on a photo, a share of the picture's longer side."""
SPECK = 0.04
"""A part with a smaller share of the largest part's area is dirt."""
RULE_LENGTH, RULE_THICKNESS = 0.8, 0.06
"""Shares of the picture's sides: what is longer and thinner is a rule of the paper."""
EDGE = 0.1
"""What covers a larger share of the picture's edge is what the paper lies on, or a shadow."""
LEAST_OWN = 0.01
"""What is not foreign is the digit if it has such a share of the largest part's area."""
MOST_PARTS = 50
GRID = 64
"""Cells along each side where the ground's light is fitted."""
ROUNDS = 4


def find_ink(lightness: Values) -> Ink:
    """The ink of a picture; all 0 where there is none.

    Args:
        lightness: (height, width), 0 (black) to 255 (white).

    Returns:
        (height, width), 0 (ground) to 255 (ink).
    """
    depth = _depth(lightness, _ground(lightness))
    noise = 1.4826 * float(np.median(abs(depth)))
    depth = depth.clip(0, 1)
    threshold = _otsu(depth)
    inside = depth > threshold
    level = float(np.median(depth[inside])) if inside.any() else 0.0
    if level < max(LEAST_CONTRAST, LEAST_TIMES_NOISE * noise):
        return np.zeros(depth.shape, np.uint8)
    if noise < CLEAN:
        return _ink(depth, 0, float(depth.max()), _main_parts(depth > FAINT))
    return _ink(depth, threshold / 2, level, _with_surroundings(_main_parts(inside)))


def _ink(depth: Values, ground: float, full: float, where: Mask) -> Ink:
    """Depths between those of the ground and of full ink, as 0 to 255; 0 elsewhere."""
    shares = ((depth - ground) / (full - ground)).clip(0, 1) * where
    return np.floor(255 * shares + 0.5).astype(np.uint8)


def _ground(lightness: Values) -> Values:
    """The ground's lightness everywhere: a surface of second order through what is not ink.

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


def _main_parts(inside: Mask) -> Mask:
    """What is left without specks, the paper's rules, and what lies along the edge."""
    from scipy.ndimage import find_objects, label

    numbers, _ = label(inside, structure=np.ones((3, 3)))
    areas = np.bincount(numbers.ravel())[1:]
    boxes = find_objects(numbers)
    largest = np.argsort(-areas, kind="stable")[:MOST_PARTS]
    own = [part for part in largest if not _is_foreign(numbers == part + 1, boxes[part])]
    if not own or areas[own[0]] < LEAST_OWN * areas[largest[0]]:
        own = largest.tolist()
    kept = [part + 1 for part in own if areas[part] >= SPECK * areas[own[0]]]
    return np.isin(numbers, kept)


def _is_foreign(part: Mask, box: tuple[slice, slice]) -> bool:
    """Whether a part is a rule of the paper, or lies along the picture's edge."""
    height, width = part.shape
    rows, columns = box
    tall, wide = (rows.stop - rows.start) / height, (columns.stop - columns.start) / width
    edge = np.concatenate((part[0], part[-1], part[:, 0], part[:, -1]))
    is_rule = max(tall, wide) > RULE_LENGTH and min(tall, wide) < RULE_THICKNESS
    return is_rule or bool(edge.mean() > EDGE)


def _with_surroundings(parts: Mask) -> Mask:
    """The parts and the soft edges of their lines."""
    from scipy.ndimage import binary_dilation

    dilated: Mask = binary_dilation(parts, iterations=1 + round(SOFT_EDGE * max(parts.shape)))
    return dilated

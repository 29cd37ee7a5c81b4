"""The connected parts of what is dark on a picture: which of them were drawn.

The others are dirt, the rules of the paper, and what lies along the picture's edge.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
"""(height, width)"""

SPECK = 0.04
"""A part with a smaller share of the largest part's area is dirt."""
RULE_LENGTH, RULE_THICKNESS = 0.8, 0.06
"""Shares of the picture's sides: what is longer and thinner is a rule."""
EDGE = 0.1
"""What covers a larger share of the picture's edge is what the paper lies on, or a shadow."""
LEAST_OWN = 0.01
"""What is not foreign is the digit if it has such a share of the largest part's area."""
MOST_PARTS = 50
SOFT_EDGE = 0.01
"""Width of a line's soft edge on a photo, a share of the picture's longer side."""

_Box = tuple[slice, slice]


def main_parts(dark: Mask) -> Mask:
    """What was drawn. Where everything seems foreign, all but the dirt is left."""
    numbers, boxes = _parts(dark)
    areas = np.bincount(numbers.ravel())[1:]
    largest = np.argsort(-areas, kind="stable")[:MOST_PARTS].tolist()
    own = [
        part
        for part in largest
        if not _is_rule(boxes[part], dark.shape) and not _is_along_edge(numbers == part + 1)
    ]
    if not own or areas[own[0]] < LEAST_OWN * areas[largest[0]]:
        own = largest
    kept = [part + 1 for part in own if areas[part] >= SPECK * areas[own[0]]]
    return np.isin(numbers, kept)


def are_rules(dark: Mask) -> bool:
    """Whether the rules of the paper are dark: at least two lines cross the picture."""
    _, boxes = _parts(dark)
    return sum(_is_rule(box, dark.shape) for box in boxes) >= 2


def with_soft_edges(parts: Mask) -> Mask:
    """The parts and the soft edges of their lines."""
    from scipy.ndimage import binary_dilation

    dilated: Mask = binary_dilation(parts, iterations=1 + round(SOFT_EDGE * max(parts.shape)))
    return dilated


def _parts(dark: Mask) -> tuple[NDArray[np.int32], list[_Box]]:
    """(height, width): each part's number, from 1, and 0 elsewhere; and the parts' boxes."""
    from scipy.ndimage import find_objects, label

    numbers, _ = label(dark, structure=np.ones((3, 3)))
    return numbers, find_objects(numbers)


def _is_rule(box: _Box, shape: tuple[int, ...]) -> bool:
    (top, bottom), (left, right) = ((side.start, side.stop) for side in box)
    tall, wide = (bottom - top) / shape[0], (right - left) / shape[1]
    return bool(max(tall, wide) > RULE_LENGTH and min(tall, wide) < RULE_THICKNESS)


def _is_along_edge(part: Mask) -> bool:
    edge = np.concatenate((part[0], part[-1], part[:, 0], part[:, -1]))
    return bool(edge.mean() > EDGE)

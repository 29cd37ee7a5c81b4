"""How alike patterns are that were found from different starts, as a number.

A map whose nodes look at parts of the image fills it with copies of what it answers to, wherever
they happen to begin. So not the images are compared but the views: the mean of what the map's nodes
see in the image, weighted by how much they answer. The likeness of two patterns is the correlation
of their views where these overlap, the largest one if the one view may be shifted a little.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from cnn_core.inside.sight import SIDES, Sight

Values = NDArray[np.float32]

SHIFT_SHARE = 8
"""A view may be shifted by a part of its side of so much: 2 pixels of 18, 1 of 8, none of 3."""
LARGEST_SHIFT = 2
FLAT = 1e-2
"""Grey levels, length over all pixels: a view with less is the same everywhere."""


def views(patterns: Values, answers: Values, seen: Sight) -> Values:
    """What the nodes of a map see on average in each pattern, (n, height, width).

    A node counts as much as it answers above the weakest one; nodes that see beyond the image's
    edge are left out. Where that leaves none, the view is the whole image.

    Args:
        patterns: (n, 28, 28), raw pixels.
        answers: (n, rows, columns), of the map's nodes.
    """
    rows, columns = answers.shape[1:]
    nodes = [(r, c) for r in range(rows) for c in range(columns) if seen.inside(r, c)]
    if not nodes or seen.size == SIDES:
        return patterns.astype(np.float32)
    weights = np.stack([answers[:, r, c] for r, c in nodes], axis=1).astype(np.float64)
    weights -= weights.min(axis=1, keepdims=True)
    weights[weights.max(axis=1) == 0] = 1
    total = np.zeros((len(patterns), *seen.size))
    for (row, column), weight in zip(nodes, weights.T, strict=True):
        top, left, bottom, right = seen.view(row, column)
        total += weight[:, None, None] * patterns[:, top:bottom, left:right]
    mean: Values = (total / weights.sum(axis=1)[:, None, None]).astype(np.float32)
    return mean


def likeness(first: Values, second: Values) -> Values:
    """Of all pairs of views (…, n, height, width) and (…, m, height, width): (…, n, m), -1 to 1.

    0 for a view that is the same everywhere.
    """
    best = np.full((*first.shape[:-2], second.shape[-3]), -1, np.float32)
    for ours, theirs in _overlaps(first.shape[-2], first.shape[-1]):
        a, b = _standardised(first[(..., *ours)]), _standardised(second[(..., *theirs)])
        np.maximum(best, a @ b.swapaxes(-1, -2), out=best)
    return best


def _overlaps(height: int, width: int) -> Iterator[tuple[tuple[slice, slice], ...]]:
    """What is left of either view at each shift."""
    down, right = (min(side // SHIFT_SHARE, LARGEST_SHIFT) for side in (height, width))
    for dy in range(-down, down + 1):
        for dx in range(-right, right + 1):
            yield _part(dy, dx, height, width), _part(-dy, -dx, height, width)


def _part(dy: int, dx: int, height: int, width: int) -> tuple[slice, slice]:
    return (
        slice(max(dy, 0), height + min(dy, 0)),
        slice(max(dx, 0), width + min(dx, 0)),
    )


def _standardised(views: Values) -> Values:
    """(…, n, pixels), of mean 0 and length 1, so that products are correlations."""
    flat = views.reshape(*views.shape[:-2], -1)
    flat = flat - flat.mean(axis=-1, keepdims=True)
    length = np.linalg.norm(flat, axis=-1, keepdims=True)
    unit: Values = (flat / np.where(length > FLAT, length, np.inf)).astype(np.float32)
    return unit

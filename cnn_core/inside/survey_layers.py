"""Which layers a survey looks at: for dead units, for mean maps, and for what the last maps add."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

import numpy as np
from numpy.typing import NDArray

from cnn_core.layer_outputs import hidden, map_shapes, summaries, with_maps
from cnn_core.layers import ActivationLayer, Conv2D, Dense, Layer
from cnn_core.spec import CLASSES

Activated = Conv2D | Dense | ActivationLayer
MOST_MEANS = 4_000_000
"""Numbers in all mean maps that are kept: 16 MB."""
SAME = 1e-6
"""Outputs that differ by no more are the same."""
ABLATION_WORK = 5e10
"""Multiply-adds spent on switching the last maps off: some seconds on two cores."""
FEWEST_ABLATED = 100
"""Images, about ten of each class."""


def judged(layers: Sequence[Layer]) -> tuple[int, ...]:
    """Positions of the layers whose units may be dead."""
    return tuple(i for i, layer in enumerate(layers) if isinstance(layer, Activated))


def dead_units(
    layer: Activated, lowest: NDArray[np.float32], highest: NDArray[np.float32]
) -> tuple[int, ...]:
    """Numbers of the units (maps) that say nothing of any image, from 0.

    With relu: never above 0, at any place. With another activation: at each place the same for all
    images, up to SAME.

    Args:
        lowest, highest: over the images, (height, width, channels).
    """
    silent = highest <= 0 if layer.activation == "relu" else highest - lowest <= SAME
    return tuple(np.flatnonzero(silent.all(axis=(0, 1))).tolist())


def averaged(layers: Sequence[Layer]) -> tuple[int, ...]:
    """Positions of the layers whose mean maps are kept: the smallest, up to MOST_MEANS numbers."""
    sizes = [CLASSES * prod(shape) for shape in map_shapes(layers)]
    kept, total = [], 0
    for position in sorted(hidden(layers), key=lambda each: sizes[each]):
        total += sizes[position]
        if total <= MOST_MEANS:
            kept.append(position)
    return tuple(sorted(kept))


def left_out(layers: Sequence[Layer]) -> tuple[int, ...]:
    """Positions of the layers whose mean maps are too large to be kept."""
    return tuple(sorted({*hidden(layers)} - {*averaged(layers)}))


def source(layers: Sequence[Layer]) -> int | None:
    """Position of the last layer that gives maps; without maps of the last one of hidden units.

    None where the output layer takes the pixels themselves.
    """
    chosen = hidden(layers)
    maps = set(chosen).intersection(with_maps(layers))
    return max(maps or chosen, default=None)


def ablated_images(layers: Sequence[Layer], images: int) -> int:
    """How many of the images are looked at with each of the last maps switched off."""
    position = source(layers)
    if position is None:
        return 0
    height, width, maps = map_shapes(layers)[position]
    behind = sum(row.multiply_adds for row in summaries(layers)[position + 1 :])
    of_an_image = maps * (behind + height * width * maps)
    return min(images, max(FEWEST_ABLATED, int(ABLATION_WORK / of_an_image)))

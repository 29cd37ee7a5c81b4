"""How much work it is to find a layer's smallest set of maps, and on how many images it is done."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod

from cnn_core.inside.lesion_layers import last_for_itself
from cnn_core.layer_outputs import summaries
from cnn_core.layers import Layer

WORK = 2.5e11
"""Multiply-adds of a search, about: some 20 s on two cores."""
LEAST_WORK = 20_000
"""Multiply-adds that any answer takes, in time."""
FEWEST_IMAGES = 500
MOST_VALUES = 60_000_000
"""Inputs and sums of all images together: 240 MB."""
MAPS_A_STEP = 64
"""So many maps are judged for each that is switched off: from 128 maps on, several at once."""


def gone_at_once(left: int) -> int:
    """How many of the maps that are left are switched off in one round."""
    return max(1, left // MAPS_A_STEP)


def judged_sets(maps: int) -> int:
    """How many sets of maps are tried until none is left."""
    tried = 0
    while maps:
        tried += maps
        maps -= gone_at_once(maps)
    return tried


def images_to_choose_on(layers: Sequence[Layer], position: int) -> int:
    """At most so many images are used to search the maps of the layer at that position."""
    rows = summaries(layers)
    end = last_for_itself(layers, position)
    maps = rows[position].output_shape[-1]
    behind = sum(row.multiply_adds for row in rows[end + 2 :])
    work = max(rows[end + 1].multiply_adds / maps + behind, LEAST_WORK)
    values = prod(rows[end].output_shape) + prod(rows[end + 1].output_shape)
    most = min(WORK / (judged_sets(maps) * work), MOST_VALUES / values)
    return max(FEWEST_IMAGES, int(most))

"""A picture with three channels, red, green and blue, and filters as deep as it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnn_core.layers import Pair
from cnn_core.lessons.maps import Case, NoPlaceError

PICTURE = (
    "ssssssssss",
    "sssssssyys",
    "sssssssyys",
    "sssrrsssss",
    "ssrrrrssss",
    "srrrrrrsss",
    "sswwwwssss",
    "sswwwwssgg",
    "gggggggggg",
    "gggggggggg",
)
"""A house with a red roof on a meadow, under a blue sky with a sun."""
COLOURS = {
    "s": (0.4, 0.7, 1.0),
    "y": (1.0, 0.9, 0.1),
    "r": (0.8, 0.2, 0.1),
    "w": (0.9, 0.9, 0.9),
    "g": (0.2, 0.6, 0.2),
}
"""Red, green and blue, 0 (none) to 1."""
CHANNELS = ("Red", "Green", "Blue")
FILTERS = {"Red": ((1, -1, -1), -0.2), "Yellow": ((1, 1, -2), -0.5), "Edges": ((1, 1, 1), 0.0)}
"""By what the map answers to: a weight for each channel, and the bias. The edges' weights are
below 0 in the left half of the window, so that only a brighter right half gives a sum above 0."""


def colour_case(kernel: Pair) -> Case:
    """The picture under the filters. Raises NoPlaceError where the kernel is larger than it."""
    side = len(PICTURE)
    if max(kernel) > side:
        raise NoPlaceError(
            f"A filter of {kernel[0]}×{kernel[1]}×3 has no place on a picture of {side}×{side}×3: "
            f"the count holds, but there is no value to compute."
        )
    picture = [[COLOURS[letter] for letter in row] for row in PICTURE]
    channels, biases = zip(*FILTERS.values(), strict=True)
    kernels = np.ones((*kernel, 1, 1), np.float32) * np.array(channels, np.float32).T
    kernels[..., list(FILTERS).index("Edges")] *= _left_to_right(kernel[1])[:, np.newaxis]
    return Case(np.array(picture, np.float32), kernels, np.array(biases, np.float32))


def _left_to_right(width: int) -> NDArray[np.float64]:
    """-1 in the left half, 0 in a middle column, 1 in the right half."""
    signs: NDArray[np.float64] = np.sign(np.arange(width) - (width - 1) / 2)
    return signs

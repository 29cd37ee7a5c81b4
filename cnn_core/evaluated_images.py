"""The pixels of the images that a run was tested on, found again by their positions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnn_core.datasets import load, load_test
from cnn_core.spec import Data


class PositionError(Exception):
    """A position lies beyond the dataset: the evaluation belongs to other images."""


def evaluated_pixels(data: Data, positions: NDArray[np.int32]) -> NDArray[np.uint8]:
    """Pixels (n, 28, 28) at positions (n,) of the test set, or of both sets joined for the
    normalization `article`.

    Raises PositionError, and DatasetUnavailable where a file is missing or damaged.
    """
    if data.normalization == "article":
        train, test = (images.pixels for images in load(data.dataset))
    else:
        train, test = np.empty((0, 28, 28), np.uint8), load_test(data.dataset).pixels
    if len(positions) and not 0 <= positions.min() <= positions.max() < len(train) + len(test):
        raise PositionError(f"The dataset has {len(train) + len(test):,} images to test on.")
    late = positions >= len(train)
    pixels = np.empty((len(positions), 28, 28), np.uint8)
    pixels[~late] = train[positions[~late]]
    pixels[late] = test[positions[late] - len(train)]
    return pixels

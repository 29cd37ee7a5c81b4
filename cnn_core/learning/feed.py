"""What the steps of one epoch are fed: positions of images, and how each image is changed."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cnn_core.augmentation import Changes, epoch_changes
from cnn_core.spec import Augmentation


class Chunk(NamedTuple):
    """Some steps in a row, all with batches of one size."""

    positions: NDArray[np.int32]
    """(steps, batch), of images in the training set."""
    changes: Changes
    """Arrays (steps, batch, 8) and (steps, batch); without augmentation the batch is 0."""


class EpochFeed:
    """The batches of epoch `epoch` (from 0) of `images` images, the last one perhaps smaller.

    The order depends on the seed and the epoch alone, so that a run can go on in mid-epoch.
    """

    def __init__(
        self, images: int, batch_size: int, seed: int, epoch: int, augmentation: Augmentation
    ) -> None:
        order = np.random.default_rng([seed, epoch]).permutation(images)
        self._order = order.astype(np.int32)
        self._batch_size = batch_size
        self._augmented = augmentation.active
        changed = images if augmentation.active else 0
        self._changes = epoch_changes(augmentation, changed, seed, epoch)
        self.batches = ceil(images / batch_size)

    def chunk(self, first: int, steps: int) -> Chunk:
        """At most `steps` batches from batch `first` on; a smaller last batch comes alone."""
        whole = len(self._order) // self._batch_size
        if first < whole:
            steps = min(steps, whole - first)
            start, stop = first * self._batch_size, (first + steps) * self._batch_size
        else:
            steps, start, stop = 1, first * self._batch_size, len(self._order)
        positions = self._order[start:stop].reshape(steps, -1)
        batch = positions.shape[1] if self._augmented else 0
        transforms, line_widths = (rows[start:stop] for rows in self._changes)
        changes = Changes(transforms.reshape(steps, batch, 8), line_widths.reshape(steps, batch))
        return Chunk(positions, changes)

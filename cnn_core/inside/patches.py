"""The training patches that excite each map of a layer most, as a worker found them.

`learning/patches.py` finds them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from cnn_core import npz
from cnn_core.inside.sight import SIDES
from cnn_core.npz import NpzError
from cnn_core.spec import CLASSES

PATCHES = 9
"""Of each map."""
MAX_BYTES = 40_000_000
"""Unpacked; nine images for 1,024 maps are 7 MB."""


@dataclass(frozen=True)
class Patches:
    """Of each map up to nine training images, one patch of each, the strongest first."""

    images: NDArray[np.uint8]
    """(maps, patches, 28, 28): the whole images, raw pixels."""
    boxes: NDArray[np.uint8]
    """(maps, patches, 4): what the most active node sees of the image: top, left, bottom, right
    in pixels, the last two just outside."""
    activations: NDArray[np.float32]
    """(maps, patches): of that node."""
    labels: NDArray[np.uint8]
    """(maps, patches), 0 to 9."""
    positions: NDArray[np.int32]
    """(maps, patches): of the image among the run's training images, from 0."""
    best_means: NDArray[np.float32]
    """(maps,): the largest mean activation over the map's nodes that a training image reaches."""
    weakest_means: NDArray[np.float32]
    """(maps,): the smallest one."""
    looked_at: NDArray[np.int64]
    """(1,): how many training images there were."""

    def patch(self, index: int, rank: int) -> NDArray[np.uint8]:
        """Pixels (height, width) of a map's patch: smaller at the image's edge."""
        top, left, bottom, right = (int(each) for each in self.boxes[index, rank])
        return self.images[index, rank, top:bottom, left:right]

    @property
    def answered(self) -> NDArray[np.bool_]:
        """(maps,): False for a map that answers the same to every training image."""
        answered: NDArray[np.bool_] = self.best_means > self.weakest_means
        return answered

    def to_bytes(self) -> bytes:
        """An npz that `from_bytes` reads."""
        return npz.pack({field.name: getattr(self, field.name) for field in fields(self)})

    @classmethod
    def from_bytes(cls, data: bytes, maps: int) -> Patches:
        """Read what `to_bytes` wrote of so many maps. Raises NpzError."""
        arrays = npz.read(data, MAX_BYTES)
        patches = cls(
            images=npz.take(arrays, "images", np.uint8, 4),
            boxes=npz.take(arrays, "boxes", np.uint8, 3),
            activations=npz.take(arrays, "activations", np.float32, 2),
            labels=npz.take(arrays, "labels", np.uint8, 2),
            positions=npz.take(arrays, "positions", np.int32, 2),
            best_means=npz.take(arrays, "best_means", np.float32, 1),
            weakest_means=npz.take(arrays, "weakest_means", np.float32, 1),
            looked_at=npz.take(arrays, "looked_at", np.int64, 1),
        )
        patches._check(maps)
        return patches

    def _check(self, maps: int) -> None:
        ranked = maps, self.activations.shape[1]
        expected = [(*ranked, *SIDES), (*ranked, 4), *[ranked] * 3, (maps,), (maps,), (1,)]
        rest = self.labels, self.positions, self.best_means, self.weakest_means, self.looked_at
        first = self.images, self.boxes, self.activations
        received = [each.shape for each in (*first, *rest)]
        if received != expected or 0 in ranked:
            raise NpzError(f"Expected shapes {expected}, none of them empty. Received: {received}")
        top, left, bottom, right = np.moveaxis(self.boxes.astype(int), -1, 0)
        if not ((top < bottom) & (left < right) & (bottom <= SIDES[0]) & (right <= SIDES[1])).all():
            raise NpzError("A patch is not part of its image.")
        if self.labels.max() >= CLASSES:
            raise NpzError(f"Expected labels below {CLASSES}. Received: {self.labels.max()}")
        numbers = self.activations, self.best_means, self.weakest_means
        if not all(np.isfinite(each).all() for each in numbers):
            raise NpzError("Not all activations are numbers.")

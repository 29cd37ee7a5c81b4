"""Test images as points on a plane, as a layer near the end tells them apart, and their bytes.

`learning/data_map.py` computes them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from cnn_core import npz
from cnn_core.npz import Arrays, NpzError
from cnn_core.spec import CLASSES

MAX_BYTES = 1_000_000
"""Unpacked; 10,000 images take 260 kB."""


class DataMapError(Exception):
    """The bytes are not such a map; the message is one sentence."""


@dataclass(frozen=True)
class DataMap:
    """n images, each at two places: by PCA and by t-SNE."""

    pca: NDArray[np.float32]
    """(n, 2): along the two directions in which the layer's outputs differ most."""
    explained: NDArray[np.float64]
    """(2,): each direction's share of the outputs' variance; 0 where they are all the same."""
    tsne: NDArray[np.float32]
    """(n, 2): what was near among the outputs is near; other distances mean nothing."""
    labels: NDArray[np.uint8]
    """(n,), 0 to 9: the classes the images are of."""
    answers: NDArray[np.uint8]
    """(n,), 0 to 9: what the network takes them for."""
    indices: NDArray[np.int32]
    """(n,): positions in the dataset's test set, or in training + test images joined."""
    layer: NDArray[np.int32]
    """(2,): position of the layer whose outputs are mapped, and how many outputs it has."""

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def misread(self) -> NDArray[np.bool_]:
        """(n,): whether the network takes the image for another class."""
        misread: NDArray[np.bool_] = self.labels != self.answers
        return misread

    def to_bytes(self) -> bytes:
        """An npz that `from_bytes` reads."""
        return npz.pack({each.name: getattr(self, each.name) for each in fields(self)})

    @classmethod
    def from_bytes(cls, data: bytes) -> DataMap:
        """Read what `to_bytes` wrote. Raises DataMapError."""
        try:
            return _checked(_taken(npz.read(data, MAX_BYTES)))
        except NpzError as error:
            raise DataMapError(str(error)) from None


def _taken(arrays: Arrays) -> DataMap:
    return DataMap(
        pca=npz.take(arrays, "pca", np.float32, 2),
        explained=npz.take(arrays, "explained", np.float64, 1),
        tsne=npz.take(arrays, "tsne", np.float32, 2),
        labels=npz.take(arrays, "labels", np.uint8, 1),
        answers=npz.take(arrays, "answers", np.uint8, 1),
        indices=npz.take(arrays, "indices", np.int32, 1),
        layer=npz.take(arrays, "layer", np.int32, 1),
    )


def _checked(read: DataMap) -> DataMap:
    count = len(read)
    lengths = len(read.answers), len(read.indices), len(read.explained), len(read.layer)
    shapes = read.pca.shape, read.tsne.shape
    if not count or shapes != ((count, 2), (count, 2)) or lengths != (count, count, 2, 2):
        raise DataMapError(
            f"The map's arrays do not belong together. Received: {shapes}, {lengths}"
        )
    if not (np.isfinite(read.pca).all() and np.isfinite(read.tsne).all()):
        raise DataMapError("The places on the map are expected to be numbers.")
    if not ((read.explained >= 0) & (read.explained <= 1)).all():
        raise DataMapError(f"Shares are expected to be from 0 to 1. Received: {read.explained}")
    if max(read.labels.max(), read.answers.max()) >= CLASSES:
        raise DataMapError("Labels and answers are expected to be 0 to 9.")
    if min(read.indices.min(), read.layer.min()) < 0:
        raise DataMapError("Positions are expected to be 0 or more.")
    return read

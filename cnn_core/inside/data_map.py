"""Test images as points on a plane, as a layer near the end tells them apart, and their bytes.

`learning/data_map.py` computes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from cnn_core import npz
from cnn_core.layers import Layer
from cnn_core.npz import Arrays, NpzError
from cnn_core.spec import CLASSES

MAX_BYTES = 1_000_000
"""Unpacked; 10,000 images take 260 kB."""


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
    def from_bytes(cls, data: bytes, layers: Sequence[Layer]) -> DataMap:
        """Read what `to_bytes` wrote, of a network of these layers. Raises NpzError."""
        found = _taken(npz.read(data, MAX_BYTES))
        found._check(layers)
        return found

    def _check(self, layers: Sequence[Layer]) -> None:
        count = len(self)
        lengths = len(self.answers), len(self.indices), len(self.explained), len(self.layer)
        shapes = self.pca.shape, self.tsne.shape
        if not count or shapes != ((count, 2), (count, 2)) or lengths != (count, count, 2, 2):
            raise NpzError(f"Its arrays do not belong together. Received: {shapes}, {lengths}")
        if not (np.isfinite(self.pca).all() and np.isfinite(self.tsne).all()):
            raise NpzError("Its places are expected to be numbers.")
        if not ((self.explained >= 0) & (self.explained <= 1)).all():
            raise NpzError(f"Shares are expected from 0 to 1. Received: {self.explained}")
        if max(self.labels.max(), self.answers.max()) >= CLASSES or self.indices.min() < 0:
            raise NpzError("Labels and answers are expected to be 0 to 9, indices 0 or more.")
        if self.layer[0] != mapped_layer(layers):
            raise NpzError(f"It is of another layer of the network: {self.layer[0]}.")


def mapped_layer(layers: Sequence[Layer]) -> int:
    """Position of the last dense layer before the output, else of the layer before the output."""
    before = range(len(layers) - 1)
    dense = (position for position in before if layers[position].kind == "dense")
    return max(dense, default=len(before) - 1)


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

"""What a run's validation images show of its network: dead units, mean maps, the last maps' say.

`learning/survey.py` computes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnn_core import npz
from cnn_core.inside import survey_layers
from cnn_core.layer_outputs import map_shapes
from cnn_core.layers import Layer
from cnn_core.npz import Arrays, NpzError
from cnn_core.scores import Z95
from cnn_core.spec import CLASSES

MAX_BYTES = 60_000_000
"""Unpacked; the mean maps are 16 MB at most."""

Counts = NDArray[np.int64]
Values = NDArray[np.float32]


@dataclass(frozen=True)
class Survey:
    """Figures of a network on the validation images of its run.

    A class's logit is its output before softmax or sigmoid. What a map says for a class is by how
    much the class's logit falls when the map is set to 0 everywhere and the layers behind it
    compute again: logit(maps) - logit(maps without this one). "Maps" here are those of the last
    layer that has any, or without such a layer the last hidden units; see `survey_layers.source`.
    """

    confusion: Counts
    """(10, 10): images of the row's class that were taken for the column's."""
    dead: tuple[tuple[int, ...], ...]
    """By position of the layer: numbers of its dead units; see `survey_layers.dead_units`."""
    means: Mapping[int, Values]
    """By position: mean outputs over the images of each class, (10, height, width, channels);
    units are maps of one node. NaN for a class without images."""
    ablated: Counts
    """(10,): images of each class with which the maps were switched off."""
    said: Values
    """(10, maps, 10): what a map says, on images of the first class, for the second class; the mean
    over these images. NaN for a class without images."""
    squares: Values
    """(10, maps, 10): on images of the first class, the mean of the square of what a map says for
    the second class less what it says for the first. NaN as above."""

    @property
    def images(self) -> int:
        """All that were looked at."""
        return int(self.confusion.sum())

    @property
    def contributions(self) -> Values:
        """(maps, 10): what each map says for each class on images of that class."""
        own: Values = np.einsum("ama->ma", self.said)
        return own

    def order(self) -> NDArray[np.intp]:
        """The maps by the class for which they say most, and within a class those first that say
        most."""
        known = np.nan_to_num(self.contributions, nan=-np.inf)
        return np.lexsort((-known.max(axis=1), known.argmax(axis=1)))

    def misleading(self, true: int, other: int) -> Values:
        """(maps,): what each map says for `other` against `true`, on images of class `true`."""
        return self.said[true, :, other] - self.said[true, :, true]

    def misleading_most(self, true: int, other: int) -> list[int]:
        """Numbers of the maps that say something for `other` against `true`, the most first."""
        said = np.nan_to_num(self.misleading(true, other))
        return [int(each) for each in np.argsort(-said, kind="stable") if said[each] > 0]

    def margin(self, true: int, other: int) -> Values:
        """(maps,): half the 95 % interval of `misleading`, as of a mean of independent images."""
        variance = self.squares[true, :, other] - self.misleading(true, other) ** 2
        margin: Values = Z95 * np.sqrt(np.maximum(variance, 0) / self.ablated[true])
        return margin

    def to_bytes(self) -> bytes:
        """An npz that `from_bytes` reads."""
        marks = np.zeros((len(self.dead), 1 + max(map(max, filter(None, self.dead)), default=0)))
        for row, units in zip(marks, self.dead, strict=True):
            row[list(units)] = 1
        means = {_name(position): mean for position, mean in self.means.items()}
        arrays: dict[str, NDArray[Any]] = {
            "confusion": self.confusion,
            "dead": marks.astype(np.bool_),
            "ablated": self.ablated,
            "said": self.said,
            "squares": self.squares,
        }
        return npz.pack(arrays | means)

    @classmethod
    def from_bytes(cls, data: bytes, layers: Sequence[Layer]) -> Survey:
        """Read what `to_bytes` wrote about a network of these layers. Raises NpzError."""
        arrays = npz.read(data, MAX_BYTES)
        survey = cls(
            confusion=npz.take(arrays, "confusion", np.int64, 2),
            dead=tuple(
                tuple(np.flatnonzero(row).tolist()) for row in npz.take(arrays, "dead", np.bool_, 2)
            ),
            means=_read_means(arrays, layers),
            ablated=npz.take(arrays, "ablated", np.int64, 1),
            said=npz.take(arrays, "said", np.float32, 3),
            squares=npz.take(arrays, "squares", np.float32, 3),
        )
        survey._check(layers)
        return survey

    def _check(self, layers: Sequence[Layer]) -> None:
        shapes = map_shapes(layers)
        source = survey_layers.source(layers)
        maps = 0 if source is None else shapes[source][-1]
        expected = [(CLASSES, CLASSES), (CLASSES,), *[(CLASSES, maps, CLASSES)] * 2]
        figures = self.confusion, self.ablated, self.said, self.squares
        received = [each.shape for each in figures]
        if received != expected:
            raise NpzError(f"Expected shapes {expected}. Received: {received}")
        if self.confusion.min() < 0 or self.ablated.min() < 0:
            raise NpzError("Numbers of images are expected to be 0 or more.")
        units = [shape[-1] for shape in shapes]
        if len(self.dead) != len(units) or any(
            dead and max(dead) >= most for dead, most in zip(self.dead, units, strict=True)
        ):
            raise NpzError(f"Expected dead units of layers of {units} units.")


def _name(position: int) -> str:
    return f"mean_{position}"


def _read_means(arrays: Arrays, layers: Sequence[Layer]) -> dict[int, Values]:
    shapes = map_shapes(layers)
    means = {}
    for position in survey_layers.averaged(layers):
        mean = npz.take(arrays, _name(position), np.float32, 4)
        if mean.shape != (CLASSES, *shapes[position]):
            expected = (CLASSES, *shapes[position])
            raise NpzError(f"{_name(position)}: expected {expected}. Received: {mean.shape}")
        means[position] = mean
    return means

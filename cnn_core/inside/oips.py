"""Original input patterns: what a worker found that the maps (or units) of a layer answer most.

`learning/maximise.py` finds them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from cnn_core import npz
from cnn_core.inside.likeness import likeness, views
from cnn_core.inside.sight import Sight
from cnn_core.npz import NpzError
from cnn_core.spec import INPUT_SHAPE

MAX_BYTES = 20_000_000
"""Unpacked; 1,024 maps with 16 patterns each take 14 MB."""
RARE = 0.98
"""Share of the pairs of different maps' patterns that are less alike than what counts as alike.
With four starts 6 of 100 maps would then be found again by chance."""
ALIKE_ALONE = 0.5
"""What counts as alike where there is no other map to compare with."""
SAME = 1e-5
"""Share of the largest activation by which two activations differ at least, if they do."""

Values = NDArray[np.float32]


@dataclass(frozen=True)
class Oips:
    """Of each map the patterns found from all starts, the best first.

    Activation is the mean over the map's nodes, of a unit its output, of a class its logit.
    """

    patterns: NDArray[np.uint8]
    """(maps, starts, 28, 28), raw pixels; 0 where no node of the layer sees them."""
    activations: Values
    """(maps, starts), of these very patterns."""
    lowest: Values
    """(maps,): the least activation of any pattern that was tried, random ones included."""
    likeness: Values
    """(maps, starts, starts): of each map's patterns; see `cnn_core.inside.likeness`."""
    null: Values
    """(pairs,): likeness of the patterns of different maps, each map's with those of the one before
    among those that can be excited."""

    @classmethod
    def of(cls, patterns: NDArray[np.uint8], answers: Values, lowest: Values, seen: Sight) -> Oips:
        """Puts each map's patterns in order, and compares them.

        Args:
            patterns: (maps, starts, 28, 28), raw pixels.
            answers: (maps, starts, rows, columns), what the map's nodes answer to each.
            lowest: (maps,), the least mean activation of any other pattern that was tried.
            seen: what the layer's nodes see.
        """
        means = answers.mean(axis=(2, 3))
        order = np.argsort(-means, axis=1, kind="stable")
        rows = np.arange(len(order))[:, np.newaxis]
        patterns, answers, means = patterns[rows, order], answers[rows, order], means[rows, order]
        lowest = np.minimum(lowest, means.min(axis=1))
        maps, starts, *sides = patterns.shape
        flat = views(
            patterns.reshape(-1, *sides).astype(np.float32),
            answers.reshape(-1, *answers.shape[2:]),
            seen,
        )
        compared = flat.reshape(maps, starts, *flat.shape[1:])
        others = np.flatnonzero(is_excited(means, lowest))
        null = np.zeros(0, np.float32)
        if len(others) > 1:
            null = likeness(compared[others], compared[np.roll(others, 1)]).ravel()
        return cls(patterns, means, lowest, likeness(compared, compared), null)

    @cached_property
    def excited(self) -> NDArray[np.bool_]:
        """(maps,): False for a map that answers the same to every pattern that was tried."""
        return is_excited(self.activations, self.lowest)

    @property
    def alike(self) -> Values:
        """(maps,): mean likeness over the pairs of starts; NaN with one start."""
        starts = self.activations.shape[1]
        if starts == 1:
            return np.full(len(self.likeness), np.nan, np.float32)
        first, second = np.triu_indices(starts, 1)
        mean: Values = self.likeness[:, first, second].mean(axis=1)
        return mean

    @property
    def by_chance(self) -> float | None:
        """Mean likeness of patterns of different maps; None without two maps to compare."""
        return float(self.null.mean()) if len(self.null) else None

    @property
    def threshold(self) -> float:
        """Patterns at least so alike count as the same: RARE of the null are less alike."""
        return float(np.quantile(self.null, RARE)) if len(self.null) else ALIKE_ALONE

    @property
    def found(self) -> NDArray[np.intp]:
        """(maps,): from how many starts the best pattern was found, itself included."""
        again: NDArray[np.intp] = (self.likeness[:, 0, 1:] >= self.threshold).sum(axis=1)
        return again + 1

    @property
    def again_by_chance(self) -> float:
        """How many maps would be found again if their starts were like those of different maps."""
        others = self.activations.shape[1] - 1
        return float(self.excited.sum() * (1 - RARE**others))

    def words(self) -> list[str]:
        """Of each map in a few words from how many starts its best pattern was found."""
        starts = self.activations.shape[1]
        return [
            _words(bool(excited), int(found), starts)
            for excited, found in zip(self.excited, self.found, strict=True)
        ]

    def only(self, index: int) -> Oips:
        """The same of one map; what it is compared with stays."""
        part = slice(index, index + 1)
        return Oips(
            self.patterns[part],
            self.activations[part],
            self.lowest[part],
            self.likeness[part],
            self.null,
        )

    def to_bytes(self) -> bytes:
        """An npz that `from_bytes` reads."""
        return npz.pack({field.name: getattr(self, field.name) for field in fields(self)})

    @classmethod
    def from_bytes(cls, data: bytes, maps: int | None = None) -> Oips:
        """Read what `to_bytes` wrote, of so many maps if that is known. Raises NpzError."""
        arrays = npz.read(data, MAX_BYTES)
        found = cls(
            patterns=npz.take(arrays, "patterns", np.uint8, 4),
            activations=npz.take(arrays, "activations", np.float32, 2),
            lowest=npz.take(arrays, "lowest", np.float32, 1),
            likeness=npz.take(arrays, "likeness", np.float32, 3),
            null=npz.take(arrays, "null", np.float32, 1),
        )
        found._check(maps)
        return found

    def _check(self, known: int | None) -> None:
        maps, starts = self.activations.shape
        if known not in (None, maps):
            raise NpzError(f"Expected the patterns of {known} maps. Received: {maps}")
        expected = [(maps, starts, *INPUT_SHAPE[:2]), (maps,), (maps, starts, starts)]
        received = [each.shape for each in (self.patterns, self.lowest, self.likeness)]
        if received != expected or maps == 0 or starts == 0:
            raise NpzError(f"Expected shapes {expected}, none of them empty. Received: {received}")
        numbers = self.activations, self.lowest, self.likeness, self.null
        if not all(np.isfinite(each).all() for each in numbers):
            raise NpzError("Not all figures of the patterns are numbers.")


def is_excited(activations: Values, lowest: Values) -> NDArray[np.bool_]:
    """(maps,): whether the best of activations (maps, starts) is above the lowest, (maps,)."""
    best = activations.max(axis=1)
    scale = np.maximum(np.abs(best), np.abs(lowest))
    excited: NDArray[np.bool_] = best - lowest > SAME * scale
    return excited


def _words(excited: bool, found: int, starts: int) -> str:
    if not excited:
        return "cannot be excited"
    if starts == 1:
        return "one start"
    if found == 1:
        return "once: not a feature"
    return f"{found} of {starts} starts"

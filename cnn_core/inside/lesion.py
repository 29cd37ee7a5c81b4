"""What a network answers with maps of a layer switched off, beside what it answers intact."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core import npz
from cnn_core.npz import Arrays, NpzError
from cnn_core.scores import Interval, wilson
from cnn_core.spec import CLASSES

MAX_BYTES = 2_000_000
"""Unpacked; the answers to 70,000 images take 210 kB, an order of 10,000 units 80 kB."""
KEPT_SHARE = 0.99
"""Of the intact network's right answers: what the smallest set of maps is to keep."""

Labels = NDArray[np.uint8]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Share:
    """So many of so many images; `total` is above 0."""

    right: int
    total: int

    @property
    def value(self) -> float:
        """0 to 1."""
        return self.right / self.total

    @property
    def interval(self) -> Interval:
        """Wilson's 95 % interval."""
        return Interval(*wilson(self.right, self.total))


@dataclass(frozen=True)
class Compared:
    """Accuracy on the same images, with all maps on and with some off."""

    intact: Share
    lesioned: Share


@dataclass(frozen=True)
class LesionAnswers:
    """Answers to n images, 0 to 9 each."""

    labels: Labels
    """(n,): the classes the images are of."""
    intact: Labels
    """(n,): answers with all maps on."""
    lesioned: Labels
    """(n,): answers with some off."""

    @property
    def overall(self) -> Compared:
        return self._compared(np.ones(len(self.labels), bool))

    @property
    def classes(self) -> list[Compared | None]:
        """Of each class's images; None for a class without images."""
        chosen = [self.labels == label for label in range(CLASSES)]
        return [self._compared(mask) if mask.any() else None for mask in chosen]

    @classmethod
    def from_bytes(cls, data: bytes) -> LesionAnswers:
        """Read what `to_bytes` wrote. Raises NpzError."""
        return cls.of(npz.read(data, MAX_BYTES))

    def to_bytes(self) -> bytes:
        """An npz of these arrays."""
        return npz.pack(self.arrays)

    @classmethod
    def of(cls, arrays: Arrays) -> LesionAnswers:
        """Those among an npz's arrays. Raises NpzError."""
        found = [npz.take(arrays, name, np.uint8, 1) for name in ("labels", "intact", "lesioned")]
        if not len(found[0]) or len({len(each) for each in found}) > 1:
            sizes = [len(each) for each in found]
            raise NpzError(f"Expected as many answers as labels, at least 1. Received: {sizes}")
        if max(each.max() for each in found) >= CLASSES:
            raise NpzError("Labels and answers are expected to be from 0 to 9.")
        return cls(*found)

    @property
    def arrays(self) -> Arrays:
        """By the names of the fields."""
        return {"labels": self.labels, "intact": self.intact, "lesioned": self.lesioned}

    def _compared(self, chosen: NDArray[np.bool_]) -> Compared:
        total = int(chosen.sum())
        right = [
            int((answers == self.labels)[chosen].sum()) for answers in (self.intact, self.lesioned)
        ]
        return Compared(Share(right[0], total), Share(right[1], total))


@dataclass(frozen=True)
class Path:
    """How a layer's maps were switched off until none was left, on labelled images.

    Always those whose loss cost the fewest right answers went next, among equals those that cost
    the least probability of the right class.
    """

    order: NDArray[np.int32]
    """(maps,): the layer's maps, from 0, in the order in which they went."""
    off: Counts
    """(points,): how many were off, from 0 to all of them."""
    right: Counts
    """(points,): right answers then."""
    images: int

    @property
    def dropped(self) -> tuple[int, ...]:
        """The maps that the smallest set does without, sorted."""
        return tuple(sorted(self.order[: self.off[self._end]].tolist()))

    @property
    def kept(self) -> tuple[int, ...]:
        """The maps of the smallest set on this path that keeps KEPT_SHARE, sorted."""
        return tuple(sorted(self.order[self.off[self._end] :].tolist()))

    @property
    def compared(self) -> Compared:
        """Accuracy on these images, intact and with the smallest set alone."""
        first, last = int(self.right[0]), int(self.right[self._end])
        return Compared(Share(first, self.images), Share(last, self.images))

    @property
    def _end(self) -> int:
        points = range(len(self.right))
        return max(point for point in points if keeps(self.right[point], self.right[0]))

    def check(self, maps: int) -> None:
        """Raises NpzError unless each of so many maps went once, at points from none to all."""
        if sorted(self.order.tolist()) != list(range(maps)):
            raise NpzError(f"order: expected each of {maps} maps once.")
        steps = np.diff(self.off, prepend=-1, append=maps + 1)
        if len(self.off) < 2 or self.off[0] or self.off[-1] != maps or steps.min() < 1:
            raise NpzError("off: expected points from 0 to all maps.")
        if len(self.right) != len(self.off) or not 0 <= self.right.min() <= self.right.max():
            raise NpzError("right: expected a number from 0 at each point.")
        if not 0 < self.images >= self.right.max():
            raise NpzError("images: expected at least as many as right answers.")


@dataclass(frozen=True)
class SmallestSet:
    """The smallest set of a layer's maps that was found to keep KEPT_SHARE of the accuracy."""

    path: Path
    """On the images that the set was chosen on."""
    test: LesionAnswers
    """The test images' answers, intact and with nothing but the set."""

    @classmethod
    def from_bytes(cls, data: bytes, maps: int) -> SmallestSet:
        """Read what `to_bytes` wrote of a layer with so many maps. Raises NpzError."""
        arrays = npz.read(data, MAX_BYTES)
        order = npz.take(arrays, "order", np.int32, 1)
        off, right, images = (
            npz.take(arrays, name, np.int64, 1) for name in ("off", "right", "images")
        )
        path = Path(order, off, right, int(images.sum()))
        path.check(maps)
        return cls(path, LesionAnswers.of(arrays))

    def to_bytes(self) -> bytes:
        """An npz of these arrays and those of the test images' answers."""
        path = self.path
        own: Arrays = {"order": path.order, "off": path.off, "right": path.right}
        return npz.pack({**own, "images": np.array([path.images]), **self.test.arrays})


def keeps(right: int, intact: int) -> bool:
    """Whether so many right answers are KEPT_SHARE of those of the intact network."""
    return right >= KEPT_SHARE * intact - 1e-9

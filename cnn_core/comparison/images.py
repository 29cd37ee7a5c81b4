"""What several networks answered to the same test images, image by image."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.datasets import Dataset
from cnn_core.scores import Counts, Evaluation
from cnn_core.spec import CLASSES, Data

Rows = NDArray[np.intp]
DATASET_TITLES: dict[Dataset, str] = {"mnist": "MNIST", "fashion_mnist": "Fashion-MNIST"}


class NotComparable(Exception):  # noqa: N818 (a state of the runs, not a fault)
    """Two runs were tested on different images; the message is a sentence."""


@dataclass(frozen=True)
class RunAnswers:
    """A run's answers, and what they are answers to."""

    name: str
    """As sentences call it: `run 3`."""
    data: Data
    evaluation: Evaluation


@dataclass(frozen=True)
class SameImages:
    """The answers of k networks to the same n images."""

    positions: NDArray[np.int32]
    """(n,), ascending: as the evaluations' `indices`."""
    labels: NDArray[np.uint8]
    """(n,), 0 to 9."""
    answers: NDArray[np.intp]
    """(k, n): the class with the largest output."""
    confidence: NDArray[np.float32]
    """(k, n): that output, 0 to 1."""

    @property
    def right(self) -> NDArray[np.bool_]:
        """(k, n)"""
        same: NDArray[np.bool_] = self.answers == self.labels
        return same

    def right_per_class(self) -> Counts:
        """(k, 10): images of each class that each network has right."""
        return np.array([np.bincount(self.labels[each], minlength=CLASSES) for each in self.right])

    def images_per_class(self) -> Counts:
        """(10,)"""
        return np.bincount(self.labels, minlength=CLASSES)

    def only_first_right(self, first: int, second: int) -> Rows:
        """Rows that the first has right and the second wrong, its surest errors first."""
        right = self.right
        return self._surest_first(right[first] & ~right[second], self.confidence[second])

    def missed_by_all(self) -> Rows:
        """Rows that no network has right; first those of whose errors the least sure is surest."""
        wrong = np.all(~self.right, axis=0)
        return self._surest_first(wrong, self.confidence.min(axis=0))

    def missed_only_by(self, network: int) -> Rows:
        """Rows that all others have right, this one's surest errors first."""
        wrong = ~self.right
        alone = wrong[network] & (wrong.sum(axis=0) == 1)
        return self._surest_first(alone, self.confidence[network])

    def _surest_first(self, chosen: NDArray[np.bool_], sureness: NDArray[np.float32]) -> Rows:
        rows = np.flatnonzero(chosen)
        return rows[np.argsort(-sureness[rows], kind="stable")]


def same_images(known: Sequence[RunAnswers]) -> SameImages:
    """Line up the answers of some runs, one at least, image by image.

    Raises NotComparable where one was tested on other images than the first.
    """
    for other in known[1:]:
        check_same_images(known[0], other)
    orders = [np.argsort(each.evaluation.indices, kind="stable") for each in known]
    both = [(each.evaluation, order) for each, order in zip(known, orders, strict=True)]
    first = known[0].evaluation
    return SameImages(
        positions=first.indices[orders[0]],
        labels=first.labels[orders[0]],
        answers=np.array([evaluation.predicted[order] for evaluation, order in both]),
        confidence=np.array([evaluation.confidence[order] for evaluation, order in both]),
    )


def check_same_images(first: RunAnswers, other: RunAnswers) -> None:
    """Raises NotComparable unless both were tested on the same images with the same labels."""
    if reason := _difference(first, other):
        names = f"{first.name} and {other.name}"
        raise NotComparable(f"{names[:1].upper()}{names[1:]} cannot be compared: {reason}.")


def _difference(first: RunAnswers, other: RunAnswers) -> str | None:
    ours, theirs = (DATASET_TITLES[each.data.dataset] for each in (first, other))
    if ours != theirs:
        return f"they were tested on {ours} and on {theirs}"
    drawn = {each.data.normalization == "article" for each in (first, other)}
    if len(drawn) > 1:
        return f"one was tested on images drawn from all of {ours}, as in the article"
    if not np.array_equal(np.sort(first.evaluation.indices), np.sort(other.evaluation.indices)):
        own = " of its own draw, as in the article" if drawn == {True} else ""
        return f"each was tested on other images{own}"
    if not np.array_equal(_labels(first.evaluation), _labels(other.evaluation)):
        return "their test images have different labels"
    return None


def _labels(evaluation: Evaluation) -> NDArray[np.uint8]:
    """In the order of the images' positions."""
    return evaluation.labels[np.argsort(evaluation.indices, kind="stable")]

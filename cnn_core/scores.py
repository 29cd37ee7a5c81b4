"""What the test images say about a run: intervals, confusions, figures per class, errors.

All of it comes from the artifact "evaluation": one row of ten outputs for each test image.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, fields
from functools import cached_property
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from cnn_core import npz
from cnn_core.npz import NpzError
from cnn_core.result import Result
from cnn_core.spec import CLASSES

MAX_BYTES = 10_000_000
"""Unpacked; 70,000 images with ten outputs, a label and an index each take 3.2 MB."""
Z95 = 1.959963984540054
"""97.5 % quantile of the normal distribution: 95 % lie between -Z95 and Z95."""

Counts = NDArray[np.int64]


class EvaluationError(Exception):
    """The bytes are not an evaluation; the message is one sentence."""


def wilson(correct: int, total: int) -> tuple[float, float]:
    """95 % interval (low, high) of a share, both from 0 to 1, after `correct` hits in `total`.

    Wilson's score interval (E. B. Wilson, JASA 22, 1927). It stays within 0 and 1, and has a width
    above 0 even when every image is right. Raises ValueError unless 0 <= correct <= total > 0.
    """
    if not 0 <= correct <= total or total == 0:
        raise ValueError(f"Expected 0 <= correct <= total, total > 0. Received: {correct}, {total}")
    share, weight = correct / total, Z95**2 / total
    centre = (share + weight / 2) / (1 + weight)
    half = Z95 / (1 + weight) * sqrt(share * (1 - share) / total + weight / (4 * total))
    return max(0.0, centre - half), min(1.0, centre + half)


def most_confused(confusion: Counts) -> tuple[int, int] | None:
    """The (true, predicted) classes with most errors in (10, 10) counts; None without errors."""
    errors = confusion * (1 - np.eye(CLASSES, dtype=np.int64))
    true, predicted = np.unravel_index(errors.argmax(), errors.shape)
    return (int(true), int(predicted)) if errors.any() else None


@dataclass(frozen=True)
class Interval:
    """95 % interval of a share: both ends from 0 to 1."""

    low: float
    high: float

    @property
    def half_width(self) -> float:
        return (self.high - self.low) / 2


def accuracy_interval(result: Result) -> Interval:
    """Wilson's interval of the test accuracy. Raises ValueError without test images."""
    return Interval(*wilson(round(result.test_accuracy * result.test_images), result.test_images))


@dataclass(frozen=True)
class ClassScores:
    """Figures of each class, shape (10,). NaN where there is nothing to divide by."""

    precision: NDArray[np.float64]
    """Of the images taken for the class, the share that is of it."""
    recall: NDArray[np.float64]
    """Of the images of the class, the share that was found."""
    f1: NDArray[np.float64]
    """Harmonic mean of precision and recall."""
    support: Counts
    """Test images of the class."""


@dataclass(frozen=True)
class Answers:
    """A network's outputs for n images of known classes."""

    probabilities: NDArray[np.float32]
    """(n, 10), each from 0 to 1."""
    labels: NDArray[np.uint8]
    """(n,), 0 to 9: the classes the images are of."""

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def predicted(self) -> NDArray[np.intp]:
        """(n,): the class with the largest output."""
        predicted: NDArray[np.intp] = self.probabilities.argmax(axis=1)
        return predicted

    @cached_property
    def confidence(self) -> NDArray[np.float32]:
        """(n,): the largest output."""
        confidence: NDArray[np.float32] = self.probabilities.max(axis=1)
        return confidence

    @property
    def correct(self) -> int:
        """How many images were recognised."""
        return int((self.predicted == self.labels).sum())

    def interval(self) -> Interval:
        """Wilson's 95 % interval of the accuracy. Raises ValueError without images."""
        return Interval(*wilson(self.correct, len(self)))

    def confusion(self) -> Counts:
        """(10, 10): images of the row's class that were taken for the column's."""
        pairs = self.labels.astype(np.int64) * CLASSES + self.predicted
        return np.bincount(pairs, minlength=CLASSES**2).reshape(CLASSES, CLASSES)

    def errors(self) -> NDArray[np.intp]:
        """Rows whose prediction is wrong, the most confident first."""
        return self._most_confident_first(self.predicted != self.labels)

    def pair(self, true: int, predicted: int) -> NDArray[np.intp]:
        """Rows of class `true` that were taken for `predicted`, the most confident first."""
        return self._most_confident_first((self.labels == true) & (self.predicted == predicted))

    def worst_pair(self) -> tuple[int, int] | None:
        """The (true, predicted) classes that were confused most often; None without errors."""
        return most_confused(self.confusion())

    def _most_confident_first(self, chosen: NDArray[np.bool_]) -> NDArray[np.intp]:
        rows = np.flatnonzero(chosen)
        return rows[np.argsort(-self.confidence[rows], kind="stable")]


@dataclass(frozen=True)
class Evaluation(Answers):
    """A network's answers to the n test images of its run."""

    indices: NDArray[np.int32]
    """(n,): positions in the dataset's test set, or in training + test images joined."""
    classes: NDArray[np.float64]
    """(3, 10): precision, recall and F1 of each class. Computed by the worker, since scikit-learn
    would take 70 MB of a server that only shows them."""

    @classmethod
    def of(
        cls,
        probabilities: NDArray[np.float32],
        labels: NDArray[np.uint8],
        indices: NDArray[np.int32],
    ) -> Evaluation:
        """The evaluation of these answers, with its figures per class by scikit-learn."""
        from sklearn.metrics import precision_recall_fscore_support

        *classes, _ = precision_recall_fscore_support(
            labels, probabilities.argmax(axis=1), labels=range(CLASSES), zero_division=np.nan
        )
        return cls(probabilities, labels, indices, np.array(classes))

    @classmethod
    def from_bytes(cls, data: bytes) -> Evaluation:
        """Read what `to_bytes` wrote. Raises EvaluationError."""
        try:
            arrays = npz.read(data, MAX_BYTES)
            evaluation = cls(
                probabilities=npz.take(arrays, "probabilities", np.float32, 2),
                labels=npz.take(arrays, "labels", np.uint8, 1),
                indices=npz.take(arrays, "indices", np.int32, 1),
                classes=npz.take(arrays, "classes", np.float64, 2),
            )
        except NpzError as error:
            raise EvaluationError(str(error)) from None
        evaluation._check()
        return evaluation

    def to_bytes(self) -> bytes:
        """The artifact "evaluation": an npz of these arrays."""
        file = io.BytesIO()
        np.savez(file, **{each.name: getattr(self, each.name) for each in fields(self)})
        return file.getvalue()

    def _check(self) -> None:
        count = len(self.labels)
        if not count or self.probabilities.shape != (count, CLASSES) or len(self.indices) != count:
            shapes = f"{self.probabilities.shape}, {self.labels.shape}, {self.indices.shape}"
            raise EvaluationError(f"Expected shapes (n, 10), (n,) and (n,). Received: {shapes}")
        if not ((self.probabilities >= 0) & (self.probabilities <= 1)).all():
            raise EvaluationError("Probabilities are expected to be from 0 to 1.")
        known = self.classes[~np.isnan(self.classes)]
        if self.classes.shape != (3, CLASSES) or not ((known >= 0) & (known <= 1)).all():
            raise EvaluationError("Expected classes of shape (3, 10), each from 0 to 1 or NaN.")
        if self.labels.max() >= CLASSES or self.indices.min() < 0:
            raise EvaluationError("Labels are expected to be 0 to 9, indices 0 or more.")

    def per_class(self) -> ClassScores:
        """Precision, recall, F1 and support of each class."""
        precision, recall, f1 = self.classes
        support = np.bincount(self.labels, minlength=CLASSES)
        return ClassScores(precision, recall, f1, support)

"""The article's own figures, and how far a run's are from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cnn_core.presets import ARTICLE
from cnn_core.records import Point
from cnn_core.spec import RunSpec


@dataclass(frozen=True)
class Figures:
    """Of one epoch of training."""

    loss: float | None
    """Mean over the epoch's batches."""
    accuracy: float | None
    """On the training images, while they were learned."""


EPOCHS = (
    Figures(0.1551, 0.9520),
    Figures(0.0438, 0.9868),
    Figures(0.0305, 0.9907),
    Figures(0.0227, 0.9931),
    Figures(0.0184, 0.9948),
)
TEST_ACCURACY = 0.99
"""Given to the full percent."""
SECONDS = 20.6
"""Of all five epochs."""
DEVICE = "GTX 960"


@dataclass(frozen=True)
class Comparison:
    """One epoch, from 1: here, in the article, and here less the article."""

    epoch: int
    here: Figures
    article: Figures
    difference: Figures


def is_articles_network(spec: RunSpec) -> bool:
    """Whether the run's layers and its dataset are the article's, so that figures compare."""
    return spec.architecture == ARTICLE.architecture and spec.data.dataset == ARTICLE.data.dataset


def compare(epochs: Iterable[Point]) -> tuple[Comparison, ...]:
    """The epochs that both have."""
    pairs = zip((Figures(point.loss, point.accuracy) for point in epochs), EPOCHS, strict=False)
    return tuple(
        Comparison(
            epoch,
            here,
            article,
            Figures(_less(here.loss, article.loss), _less(here.accuracy, article.accuracy)),
        )
        for epoch, (here, article) in enumerate(pairs, start=1)
    )


def _less(here: float | None, article: float | None) -> float | None:
    return None if here is None or article is None else here - article

"""The article's own figures, to stand beside what its network reaches here."""

from __future__ import annotations

from dataclasses import dataclass

from cnn_core.presets import ARTICLE
from cnn_core.spec import RunSpec


@dataclass(frozen=True)
class ArticleEpoch:
    epoch: int
    loss: float
    accuracy: float
    """On the training images, as a mean over the epoch's batches."""


EPOCHS = (
    ArticleEpoch(1, 0.1551, 0.9520),
    ArticleEpoch(2, 0.0438, 0.9868),
    ArticleEpoch(3, 0.0305, 0.9907),
    ArticleEpoch(4, 0.0227, 0.9931),
    ArticleEpoch(5, 0.0184, 0.9948),
)
TEST_ACCURACY = 0.99
"""Given to the full percent."""
SECONDS = 20.6
"""Of all five epochs."""
DEVICE = "GTX 960"


def is_articles_network(spec: RunSpec) -> bool:
    """Whether the run's layers and its dataset are the article's, so that figures compare."""
    return spec.architecture == ARTICLE.architecture and spec.data.dataset == ARTICLE.data.dataset

"""What the article and others report, in one place, and how far a run's epochs are from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from cnn_core.presets import ARTICLE
from cnn_core.records import Point
from cnn_core.shapes import Shape
from cnn_core.spec import RunSpec


@dataclass(frozen=True)
class Mistake:
    """A figure that the article has wrong."""

    reported: int
    right: int
    why: str


@dataclass(frozen=True)
class LayerFigures:
    """Of one layer of the article's network."""

    title: str
    output_shape: Shape
    weights: int | None = None
    """None where it has none, as below."""
    multiply_adds: int | None = None
    field: int | None = None
    """Side of the square of input pixels that one node sees."""
    step: int | Mistake | None = None
    """Input pixels from one node's view to the next one's."""


LAST_STEP = Mistake(
    5,
    4,
    "A convolution at stride 1 keeps the step of the map before it, and two poolings make that "
    "2 · 2.",
)
POOLED_OVERLAP = Mistake(
    0,
    2,
    "The pooling's tiles do not overlap, but what they pool sees a pixel more on every side: areas "
    "of 4×4 that are 2 apart.",
)
"""Pixels that the areas behind neighbouring nodes of the first pooling share, one way."""

LAYERS = (
    LayerFigures("Input", (28, 28, 1), field=1, step=1),
    LayerFigures("1st convolution", (26, 26, 32), 320, 194_688, field=3, step=1),
    LayerFigures("1st pooling", (13, 13, 32), field=4, step=2),
    LayerFigures("2nd convolution", (11, 11, 64), 18_496, 2_230_272, field=8, step=2),
    LayerFigures("2nd pooling", (5, 5, 64), field=10, step=4),
    LayerFigures("3rd convolution", (3, 3, 64), 36_928, 331_776, field=18, step=LAST_STEP),
    LayerFigures("Flatten", (576,)),
    LayerFigures("Dense layer", (70,), 40_390),
    LayerFigures("Output layer", (10,), 710),
)
DENSE_MULTIPLY_ADDS = 41_020
"""Of the two dense layers."""
WEIGHTS = 96_844

PIXELS = 784
IMAGES = (60_000, 10_000)
"""To train with and to test with; all are shuffled together first."""


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

MLP_UNITS = (784, 70, 30, 10)
MLP_WEIGHTS = 57_390
MLP_TEST_ACCURACY = 0.977
"""After MLP_EPOCHS with basic settings."""
MLP_TRAINING_ACCURACY = 0.995
"""About."""
MLP_EPOCHS = 35

STRIDED_MAP = (4, 4)
"""Of a 9×9 image, by a 3×3 kernel at stride 2."""
PLAIN_MAPS = ((26, 26), (23, 23))
"""Of 28×28 pixels, by 3×3 and then 4×4 kernels at stride 1."""
PLAIN_VIEW = (6, 7)
"""Pixels that a node of the second of them sees, and two neighbours together: the sides."""
STRIDED_VIEW = (7, 11)
"""The same after two 3×3 layers at stride 2."""
PAIRS_OF_MAPS = 18_496
"""Weights between 32 and 64 maps with 3×3 kernels."""
CHAIN = (320, 18_496, 73_856, 10 * 147_584)
"""Weights of the deep chain without pooling: its first three layers, and ten more."""
CHAIN_WEIGHTS = 1_568_000
"""About: in thousands."""


@dataclass(frozen=True)
class Goal:
    """What others have reached on a test set."""

    accuracy: float
    weights: int


KERAS_EXAMPLE = Goal(0.9922, 34_826)
CHOLLET = Goal(0.9913, 93_322)
SMALL = Goal(0.9954, 19_898)
"""With the epoch that was best on the test set."""
FASHION = Goal(0.925, 100_000)
"""On Fashion-MNIST, with fewer weights than that."""
UNSURE = (0.992, 10_000, 0.0018)
"""A test accuracy, the number of its test images, and half of its 95 % interval."""


class Range(NamedTuple):
    """A figure that is reported as lying between two."""

    low: float
    high: float


PEN_DIGITS = {
    "The pad shrunk as it is": Range(0.31, 0.35),
    "Cropped to a box of 20 pixels, centre of mass in the middle": Range(0.85, 0.87),
    "Also with lines as wide as MNIST's": Range(0.89, 0.90),
    "Also trained with augmentation": Range(0.94, 0.94),
}
"""Share of 3,498 digits that were read rightly, by how they were prepared."""


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

"""The networks whose nodes' views the lesson begins with, and what there is to see in them."""

from __future__ import annotations

from dataclasses import dataclass

from cnn_core.layers import Architecture, Conv2D, Flatten, Layer, Output, Padding
from cnn_core.presets import ARTICLE
from cnn_core.spec import RunSpec

CHAIN_FILTERS = (32, 64, 128, *[128] * 10)
"""Maps of the deep chain's convolutions, 3×3 each: the article's example."""


@dataclass(frozen=True)
class Example:
    """A network, and the node that the picture begins with."""

    layers: tuple[Layer, ...]
    told: str
    """What to look at, in a sentence or two."""

    @property
    def spec(self) -> RunSpec:
        """The network with an output, as Build takes it."""
        if self.layers == ARTICLE.architecture.layers:
            return ARTICLE
        return RunSpec(architecture=Architecture(layers=(*self.layers, Flatten(), Output())))


def two_layers(
    kernels: tuple[int, int], strides: tuple[int, int], padding: Padding
) -> tuple[Layer, ...]:
    """Two convolutions in a row: square kernels and strides of the first and the second."""
    return tuple(
        Conv2D(filters=8, kernel_size=(side, side), strides=(stride, stride), padding=padding)
        for side, stride in zip(kernels, strides, strict=True)
    )


def chain(convolutions: int) -> tuple[Layer, ...]:
    """The first so many convolutions of the deep chain, 1 to 13."""
    return tuple(Conv2D(filters=filters) for filters in CHAIN_FILTERS[:convolutions])


EXAMPLES: dict[str, Example] = {
    "The article's network": Example(
        ARTICLE.architecture.layers,
        "A pooling doubles the step to the next node's view, and from there on every kernel "
        "reaches twice as far. The areas behind neighbouring nodes overlap.",
    ),
    "3×3, then 4×4": Example(
        two_layers((3, 4), (1, 1), "valid"),
        "At stride 1 a 4×4 kernel over 3×3 ones sees 6×6 pixels; a node and its diagonal "
        "neighbour together see an area of 7×7.",
    ),
    "Two 3×3 at stride 2": Example(
        two_layers((3, 3), (2, 2), "valid"),
        "Strides multiply: a node of the second layer sees 7×7 pixels, and its neighbour's view "
        "is 4 further on, so that the two span an area of 11×11.",
    ),
    "3×3 with padding": Example(
        two_layers((3, 3), (1, 1), "same"),
        'With the padding "same" maps keep their size: nodes at the border see places outside '
        "of the image, where every value is 0.",
    ),
    "A chain without pooling": Example(
        chain(len(CHAIN_FILTERS)),
        "At stride 1 each 3×3 kernel adds only two pixels to the view's side: it takes 13 layers "
        "to see 27×27.",
    ),
}
"""By what they are called."""

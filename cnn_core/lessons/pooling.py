"""What a pooling saves: the article's network with it, beside the same without any there."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from cnn_core.arithmetic import LayerSummary, Summary, describe
from cnn_core.layer_texts import bytes_text, shape_text
from cnn_core.layers import Architecture, AveragePooling2D, MaxPooling2D
from cnn_core.presets import ARTICLE

AnyPooling = MaxPooling2D | AveragePooling2D
PLACE = 1
"""Position of the pooling in the article's layers: behind the first convolution."""


@dataclass(frozen=True)
class Saving:
    """One figure of the network, without the pooling and with it."""

    what: str
    without: str
    pooled: str


@dataclass(frozen=True)
class Savings:
    rows: tuple[Saving, ...]
    fault: str
    """Why the network with the pooling cannot be built; "" where it can. Then there are no rows."""


def article_with(pooling: AnyPooling) -> Architecture:
    """The article's network with this pooling in place of its first one."""
    layers = ARTICLE.architecture.layers
    return Architecture(layers=(*layers[:PLACE], pooling, *layers[PLACE + 1 :]))


def savings(pooling: AnyPooling) -> Savings:
    """The figures of both networks, of `arithmetic.describe` for the article's mini-batches."""
    batch = ARTICLE.training.batch_size
    layers = ARTICLE.architecture.layers
    without = describe(Architecture(layers=layers[:PLACE] + layers[PLACE + 1 :]), batch)
    pooled = describe(article_with(pooling), batch)
    if pooled.fault is not None:
        return Savings((), pooled.fault.message)
    both = (without, pooled)
    maps = [row.output_shape for row in (without.layers[PLACE], pooled.layers[PLACE + 1])]
    convolutions = [_following(summary, "conv2d") for summary in both]
    dense = [_following(summary, "dense") for summary in both]
    rows = (
        Saving("Maps that go on", *map(shape_text, maps)),
        _counted("Values in them", *map(prod, maps)),
        _counted("Weights of the next convolution", *(row.weights for row in convolutions)),
        _counted("Its multiply-adds per image", *(row.multiply_adds for row in convolutions)),
        _counted("Weights of the first dense layer", *(row.weights for row in dense)),
        _counted("Weights of the network", without.weights, pooled.weights),
        Saving(
            f"Memory to train on {batch} images at a time, about",
            *(bytes_text(summary.training_bytes) for summary in both),
        ),
    )
    return Savings(rows, "")


def _following(summary: Summary, kind: str) -> LayerSummary:
    """The first layer of that kind behind the pooling's place."""
    return next(row for row in summary.layers if row.index >= PLACE and row.kind == kind)


def _counted(what: str, without: int, pooled: int) -> Saving:
    return Saving(what, f"{without:,}", f"{pooled:,}")

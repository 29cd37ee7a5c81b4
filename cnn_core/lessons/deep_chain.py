"""What it costs to see much of an image with convolutions alone, and with poolings between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from cnn_core.arithmetic import LayerSummary, Summary, describe
from cnn_core.figures.theme import count
from cnn_core.layer_texts import bytes_text
from cnn_core.layers import Architecture, Conv2D, Layer
from cnn_core.lessons.view_networks import chain
from cnn_core.presets import ARTICLE


@dataclass(frozen=True)
class Cost:
    """Of layers that leave maps."""

    convolutions: int
    sees: int
    """Pixels across that one node of the last layer sees."""
    weights: int
    weights_told: str
    """How they add up: `320 + 18,496 + 73,856 + 10·147,584`."""
    multiply_adds: int
    """Of one image."""
    output_bytes: int
    """All outputs of a mini-batch, the images among them, in 32-bit floats."""


@dataclass(frozen=True)
class Growth:
    """A network's layers as they are added: how far they see, for how many weights."""

    layers: tuple[str, ...]
    sees: tuple[int, ...]
    """Pixels across."""
    weights: tuple[int, ...]
    """Of all layers up to this one."""


def with_pooling() -> tuple[Layer, ...]:
    """The layers of the article's network that leave maps."""
    layers = ARTICLE.architecture.layers
    return layers[: next(at for at, layer in enumerate(layers) if layer.kind == "flatten")]


def cost(layers: Sequence[Layer], batch_size: int) -> Cost:
    """Of layers that leave maps, for a mini-batch of so many images."""
    summary = _described(layers, batch_size)
    return Cost(
        convolutions=sum(isinstance(layer, Conv2D) for layer in layers),
        sees=_across(summary.layers[-1]),
        weights=summary.weights,
        weights_told=_sum_text([row.weights for row in summary.layers if row.weights]),
        multiply_adds=summary.multiply_adds,
        output_bytes=summary.activation_bytes,
    )


def growth(layers: Sequence[Layer]) -> Growth:
    """Of layers that leave maps, one after the other."""
    rows = _described(layers).layers[1:]
    return Growth(
        tuple(row.title for row in rows),
        tuple(map(_across, rows)),
        tuple(sum(row.weights for row in rows[: end + 1]) for end in range(len(rows))),
    )


def verdict(convolutions: int, batch_size: int) -> str:
    """What the chain costs beside the article's layers, in a few sentences."""
    deep, pooled = cost(chain(convolutions), batch_size), cost(with_pooling(), batch_size)
    many = f"{convolutions} convolutions" if convolutions > 1 else "One convolution"
    have = "have" if convolutions > 1 else "has"
    see = "see" if convolutions > 1 else "sees"
    return (
        f"{many} without pooling {see} {deep.sees}×{deep.sees} pixels and {have} "
        f"{_equation(deep)} weights. Back-propagation needs every output of a mini-batch: "
        f"{bytes_text(deep.output_bytes)} for {count(batch_size)} images, and as much again "
        f"for the gradients. The article's {pooled.convolutions} convolutions with two poolings "
        f"between them see {pooled.sees}×{pooled.sees} with {_equation(pooled)} weights and "
        f"{bytes_text(pooled.output_bytes)}."
    )


def _described(layers: Sequence[Layer], batch_size: int = 1) -> Summary:
    return describe(Architecture(layers=tuple(layers)), batch_size)


def _across(row: LayerSummary) -> int:
    if row.receptive_field is None:
        raise ValueError(f"Expected layers that leave maps. Received: {row.title}")
    return row.receptive_field[1]


def _equation(cost: Cost) -> str:
    total = count(cost.weights)
    return total if cost.weights_told == total else f"{cost.weights_told} = {total}"


def _sum_text(weights: Sequence[int]) -> str:
    """Equal ones in a row are counted: `320 + 10·147,584`."""
    groups = [(each, len(list(same))) for each, same in groupby(weights)]
    return " + ".join(f"{n}·{count(each)}" if n > 1 else count(each) for each, n in groups)

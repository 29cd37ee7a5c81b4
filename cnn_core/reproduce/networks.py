"""Figures that follow from a network alone: the article's, its MLP, and part I's statements."""

from __future__ import annotations

from collections.abc import Iterator

from cnn_core import reference
from cnn_core.arithmetic import Field, LayerSummary, Summary, describe
from cnn_core.datasets import sizes
from cnn_core.layers import Architecture, Conv2D, Layer
from cnn_core.presets import ARTICLE, MLP
from cnn_core.reference import LayerFigures
from cnn_core.reproduce.row import Row, Section, about, computed
from cnn_core.reproduce.trainings import AS_ARTICLE
from cnn_core.scores import Interval, wilson
from cnn_core.shapes import output_side


def network() -> Section:
    """The article's network, layer by layer."""
    summary = describe(ARTICLE.architecture)
    pairs = zip(reference.LAYERS, summary.layers, strict=True)
    return Section(
        "The article's network",
        (
            *(row for reported, ours in pairs for row in _layer(reported, ours)),
            computed("Weights in all", reference.WEIGHTS, summary.weights),
            computed("Dense layers: multiply-adds", *_dense_work(summary)),
            _overlap(summary),
        ),
    )


def data() -> Section:
    """The article's data preparation: all images joined, shuffled and split again."""
    train, validation, test = sizes(AS_ARTICLE.data)
    height, width, _ = describe(AS_ARTICLE.architecture).layers[0].output_shape
    train_reported, test_reported = reference.IMAGES
    return Section(
        "Data as in the article",
        (
            computed("Images to train with", train_reported, train + validation),
            computed("Images to test with", test_reported, test),
            computed("Images in all", sum(reference.IMAGES), train + validation + test),
            computed("Pixels of a flattened image", reference.PIXELS, height * width),
        ),
    )


def mlp() -> tuple[Row, ...]:
    """The comparison network's layers and weights."""
    summary = describe(MLP.architecture)
    units = tuple(layer.output_shape[0] for layer in summary.layers[1:])
    return (
        computed("MLP: units of its layers", reference.MLP_UNITS, units, "shape"),
        computed("MLP: weights", reference.MLP_WEIGHTS, summary.weights),
    )


def part_one() -> Section:
    """Statements of part I about single layers and chains of them."""
    side = output_side(9, 3, 2, "valid")
    plain = _chain(Conv2D(kernel_size=(3, 3)), Conv2D(kernel_size=(4, 4)))
    strided = _chain(*[Conv2D(strides=(2, 2))] * 2)
    pairs = _chain(Conv2D(filters=32), Conv2D(filters=64))[1].weights
    first, second = (layer.output_shape[:2] for layer in plain)
    return Section(
        "Part I",
        (
            computed(
                "9×9 image, 3×3 kernel, stride 2: map", reference.STRIDED_MAP, (side, side), "shape"
            ),
            computed("3×3 kernel: map", reference.PLAIN_MAPS[0], first, "shape"),
            computed("then 4×4 kernel: map", reference.PLAIN_MAPS[1], second, "shape"),
            *_views("3×3, then 4×4 kernel", reference.PLAIN_VIEW, plain[1]),
            *_views("Two 3×3 layers, stride 2", reference.STRIDED_VIEW, strided[1]),
            computed("32 to 64 maps, 3×3: weights", reference.PAIRS_OF_MAPS, pairs),
            *_deep_chain(),
        ),
    )


def interval() -> Row:
    """How sure a test accuracy is, by the number of its images."""
    accuracy, images, reported = reference.UNSURE
    half = Interval(*wilson(round(accuracy * images), images)).half_width
    figure = f"{100 * accuracy:.1f} % of {images:,} images: half of the 95 % interval"
    rule = "equal in hundredths of a point"
    return about(figure, reported, half, unit="half_width", off=0.00005, rule=rule)


def _layer(reported: LayerFigures, ours: LayerSummary) -> Iterator[Row]:
    title = reported.title
    yield computed(f"{title}: shape", reported.output_shape, ours.output_shape, "shape")
    if reported.weights is not None:
        yield computed(f"{title}: weights", reported.weights, ours.weights)
    if reported.multiply_adds is not None:
        yield computed(f"{title}: multiply-adds", reported.multiply_adds, ours.multiply_adds)
    if reported.field is not None and ours.receptive_field:
        field = (reported.field, reported.field)
        yield computed(f"{title}: receptive field", field, ours.receptive_field, "shape")
    if reported.step is not None and ours.step:
        yield computed(f"{title}: step between nodes", reported.step, ours.step[0], "pixels")


def _dense_work(summary: Summary) -> tuple[int, int]:
    ours = sum(layer.multiply_adds for layer in summary.layers if layer.kind == "dense")
    return reference.DENSE_MULTIPLY_ADDS, ours


def _overlap(summary: Summary) -> Row:
    field = _field(next(each for each in summary.layers if each.kind == "max_pooling2d"))
    figure = "1st pooling: overlap of neighbouring areas"
    return computed(figure, reference.POOLED_OVERLAP, field.size[0] - field.step[0], "pixels")


def _views(title: str, reported: tuple[int, int], layer: LayerSummary) -> Iterator[Row]:
    field = _field(layer)
    ours = field.size, field.behind((2, 2), (1, 1)).size
    for what, side, seen in zip(("a node", "two neighbours"), reported, ours, strict=True):
        yield computed(f"{title}: pixels behind {what}", (side, side), seen, "shape")


def _deep_chain() -> Iterator[Row]:
    chain = _chain(*(Conv2D(filters=filters) for filters in (32, 64, *[128] * 11)))
    weights = [layer.weights for layer in chain]
    ours = (*weights[:3], sum(weights[3:]))
    names = ("1st layer", "2nd layer", "3rd layer", "ten more layers")
    for name, reported, found in zip(names, reference.CHAIN, ours, strict=True):
        yield computed(f"Deep chain, {name}: weights", reported, found)
    yield about(
        "Deep chain: weights in all",
        reference.CHAIN_WEIGHTS,
        sum(weights),
        unit="count",
        off=1_000,
        rule="at most a thousand off",
    )


def _chain(*layers: Layer) -> tuple[LayerSummary, ...]:
    return describe(Architecture(layers=layers)).layers[1:]


def _field(layer: LayerSummary) -> Field:
    """Of a layer that has maps."""
    assert layer.receptive_field
    assert layer.step
    return Field(layer.receptive_field, layer.step)

"""What one layer makes of the shape that reaches it: output shape, weights, work.

Shapes are Keras' without the batch: (height, width, channels), or (units,) once flattened.
Output sides and the counts follow Dumoulin and Visin, "A guide to convolution arithmetic for
deep learning" (2016), in Keras' convention for the padding "same".
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from typing import NoReturn

from cnn_core import layers, spec

Shape = tuple[int, ...]

LARGEST_WINDOW = 2 * max(spec.INPUT_SHAPE)
"""Pixels. A window of twice the image's side sees all of it from every place; TensorFlow's
operations abort on windows and strides far beyond that."""


class MisfitError(ValueError):
    """A layer cannot take the shape that reaches it. `field`: the setting to blame."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


@dataclass(frozen=True)
class Effect:
    """What a layer does to one image. `formula` is how `weights` is counted, "" without any."""

    output_shape: Shape
    weights: int = 0
    trainable_weights: int = 0
    formula: str = ""
    multiply_adds: int = 0
    window: layers.Pair = (1, 1)
    """(height, width) of the inputs that one node of the output sees."""
    strides: layers.Pair = (1, 1)


def effect(layer: layers.Layer, shape: Shape) -> Effect:  # noqa: PLR0911 (one case per kind)
    """The layer's effect on an input of `shape`. Raises MisfitError if the two do not fit."""
    match layer:
        case layers.Conv2D():
            return _convolution(layer, shape)
        case layers.Pooling():
            return _pooling(layer, shape)
        case layers.BatchNormalization():
            # Scale and offset are trained; moving mean and variance are only kept.
            channels = shape[-1]
            return Effect(shape, 4 * channels, 2 * channels, f"4·{channels:,}")
        case layers.ClusterDistances():
            return _cluster_distances(layer, shape)
        case layers.Flatten():
            return Effect((prod(shape),))
        case layers.GlobalAveragePooling2D():
            return Effect((_maps(shape)[2],))
        case layers.Dense():
            return _dense(layer.units, shape)
        case layers.Output():
            return _dense(spec.CLASSES, shape)
        case layers.ActivationLayer() | layers.Dropout():
            return Effect(shape)


def _convolution(layer: layers.Conv2D, shape: Shape) -> Effect:
    channels = _maps(shape)[2]
    height, width = layer.kernel_size
    sides = _sides(shape, "kernel_size", layer.kernel_size, layer.strides, layer.padding)
    weights = layer.filters * height * width * channels + layer.filters
    return Effect(
        output_shape=(*sides, layer.filters),
        weights=weights,
        trainable_weights=weights,
        formula=f"{layer.filters:,}·({height}·{width}·{channels:,})+{layer.filters:,}",
        multiply_adds=prod(sides) * layer.filters * height * width * channels,
        window=layer.kernel_size,
        strides=layer.strides,
    )


def _pooling(layer: layers.Pooling, shape: Shape) -> Effect:
    channels = _maps(shape)[2]
    strides = layer.strides or layer.pool_size
    sides = _sides(shape, "pool_size", layer.pool_size, strides, layer.padding)
    return Effect((*sides, channels), window=layer.pool_size, strides=strides)


def _cluster_distances(layer: layers.ClusterDistances, shape: Shape) -> Effect:
    """A column of pixels and a sum of squares for each centre; the image's own squares besides."""
    pixels, clusters = prod(shape), layer.clusters
    return Effect(
        output_shape=(clusters,),
        weights=pixels * clusters + clusters,
        formula=f"{pixels:,}·{clusters:,}+{clusters:,}",
        multiply_adds=pixels * clusters + pixels,
    )


def _dense(units: int, shape: Shape) -> Effect:
    if len(shape) != 1:
        _refuse("kind", "needs a flat input: put Flatten or Global average before it.", shape)
    weights = shape[0] * units + units
    return Effect(
        output_shape=(units,),
        weights=weights,
        trainable_weights=weights,
        formula=f"{shape[0]:,}·{units:,}+{units:,}",
        multiply_adds=shape[0] * units,
    )


def _maps(shape: Shape) -> Shape:
    if len(shape) != 3:
        _refuse("kind", "needs maps: put it before Flatten and Global average.", shape)
    return shape


def _sides(
    shape: Shape, field: str, window: layers.Pair, strides: layers.Pair, padding: layers.Padding
) -> tuple[int, int]:
    for name, (height, width) in ((field, window), ("strides", strides)):
        if max(height, width) > LARGEST_WINDOW:
            message = f"{height:,}×{width:,} is too large: at most {LARGEST_WINDOW} either way."
            _refuse(name, message, shape)
    height, width = window
    if padding == "valid" and (height > shape[0] or width > shape[1]):
        message = (
            f"{height}×{width} does not fit into a map of {shape[0]}×{shape[1]}: "
            'make it smaller or set padding to "same".'
        )
        _refuse(field, message, shape)
    return (
        output_side(shape[0], height, strides[0], padding),
        output_side(shape[1], width, strides[1], padding),
    )


def output_side(side: int, window: int, stride: int, padding: layers.Padding) -> int:
    """Places that a window of `window` pixels takes along `side` pixels, `stride` apart."""
    inside = side if padding == "same" else side - window + 1
    return -(-inside // stride)


def _refuse(field: str, message: str, shape: Shape) -> NoReturn:
    raise MisfitError(field, f"{message} Received: shape ({', '.join(f'{n:,}' for n in shape)})")

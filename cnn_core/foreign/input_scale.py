"""The scaling of pixels with which a network of others begins."""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import NDArray

from cnn_core.foreign.keras_file import ForeignError, KerasLayer
from cnn_core.foreign.layers import place
from cnn_core.normalization import Normalization
from cnn_core.shapes import Shape
from cnn_core.spec import INPUT_SHAPE

LEAST_DEVIATION = 1e-7
"""Keras takes a smaller one for this (its backend's epsilon)."""
NOT_FINITE = "expected finite numbers, and a scale not 0."
HEIGHT, WIDTH, _ = INPUT_SHAPE


def scale_of(layer: KerasLayer, number: int, shape: Shape) -> Normalization | Shape:
    """What a layer Rescaling or Normalization does to pixels of 0 to 255.

    `shape`: of an image without the batch. What was learnt by adapt is in the weights' file: then
    the shape of its two arrays, for `fitted`. Raises ForeignError.
    """
    if not layer.is_keras_own:
        raise ForeignError(f"{place(layer, number)} is not Keras' own.")
    try:
        if layer.class_name == "Normalization" and _is_adapted(layer):
            return _adapted_shape(layer, shape)
        with np.errstate(all="ignore"):  # what is not finite is told below
            found = _rescaling(layer) if layer.class_name == "Rescaling" else _constants(layer)
    except (TypeError, ValueError, OverflowError) as error:
        raise ForeignError(f"{place(layer, number)}: {str(error)[:200]}") from None
    if not _is_sound(found):
        raise ForeignError(f"{place(layer, number)}: {NOT_FINITE}")
    return found


def fitted(mean: NDArray[np.float32], variance: NDArray[np.float32]) -> Normalization:
    """What Normalization does with these: of one number each, or of one for each pixel.

    Raises ForeignError for a variance that is none.
    """
    with np.errstate(all="ignore"):
        found = _scaled_by(*(each.ravel() for each in (mean, variance)))
    if not _is_sound(found):
        raise ForeignError(f"What its Normalization has learnt: {NOT_FINITE}")
    return found


def _is_sound(found: Normalization) -> bool:
    numbers = np.stack([found.mean, found.deviation])
    return bool(np.isfinite(numbers).all() and (found.deviation != 0).all())


def _rescaling(layer: KerasLayer) -> Normalization:
    """x·scale + offset is (x − mean) / deviation with these."""
    scale, offset = (float(layer.config.get(name, 0)) for name in ("scale", "offset"))
    if scale == 0:
        raise ValueError("expected a scale other than 0")
    return Normalization(
        np.array(0.0 - offset / scale, np.float32), np.array(1 / scale, np.float32)
    )


def _is_adapted(layer: KerasLayer) -> bool:
    if layer.config.get("invert"):
        raise ValueError("invert: expected False")
    return layer.config.get("mean") is None and layer.config.get("variance") is None


def _adapted_shape(layer: KerasLayer, shape: Shape) -> Shape:
    """Keras keeps the axes that are named, in their order; the batch is axis 0."""
    axes = layer.config.get("axis", -1)
    named = [] if axes is None else axes if isinstance(axes, list) else [axes]
    sides = (0, *shape)
    kept = tuple(sides[axis] for axis in sorted({axis % len(sides) for axis in named}))
    if prod(kept) not in (1, HEIGHT * WIDTH):
        raise ValueError("expected one mean and variance, or one for each pixel")
    return kept


def _constants(layer: KerasLayer) -> Normalization:
    return _scaled_by(*(_values(layer, name) for name in ("mean", "variance")))


def _values(layer: KerasLayer, name: str) -> NDArray[np.float32]:
    """One number, or one for each pixel in its row and column."""
    array = np.asarray(layer.config.get(name), np.float32)
    if array.size != 1 and (array.size != HEIGHT * WIDTH or array.ndim < 2):
        raise ValueError(f"{name}: expected one number, or one for each pixel")
    return array.ravel()


def _scaled_by(mean: NDArray[np.float32], variance: NDArray[np.float32]) -> Normalization:
    """Each of 1 number or of one for each pixel."""
    deviation = np.maximum(np.sqrt(variance), np.float32(LEAST_DEVIATION))
    shape = (HEIGHT, WIDTH) if max(mean.size, deviation.size) > 1 else ()
    return Normalization(
        *(np.broadcast_to(each.reshape(shape if each.size > 1 else ()), shape).copy()
          for each in (mean, deviation))
    )  # fmt: skip

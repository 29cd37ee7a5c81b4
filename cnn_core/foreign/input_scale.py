"""The scaling of pixels with which a network of others begins."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cnn_core.foreign.keras_file import ForeignError, KerasLayer
from cnn_core.foreign.layers import place
from cnn_core.normalization import Normalization
from cnn_core.spec import INPUT_SHAPE

LEAST_DEVIATION = 1e-7
"""Keras takes a smaller one for this (its backend's epsilon)."""


def scale_of(layer: KerasLayer, number: int) -> Normalization:
    """What a layer Rescaling or Normalization does to pixels of 0 to 255. Raises ForeignError."""
    if not layer.is_keras_own:
        raise ForeignError(f"{place(layer, number)} is not Keras' own.")
    try:
        with np.errstate(all="ignore"):  # what is not finite is told below
            is_plain = layer.class_name == "Rescaling"
            mean, deviation = _rescaling(layer) if is_plain else _fitted(layer)
    except (TypeError, ValueError, OverflowError) as error:
        raise ForeignError(f"{place(layer, number)}: {str(error)[:200]}") from None
    if not (np.isfinite(mean).all() and np.isfinite(deviation).all() and (deviation != 0).all()):
        raise ForeignError(f"{place(layer, number)}: expected finite numbers, and a scale not 0.")
    return Normalization(mean, deviation)


def _rescaling(layer: KerasLayer) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """x·scale + offset is (x − mean) / deviation with these."""
    scale, offset = (float(layer.config.get(name, 0)) for name in ("scale", "offset"))
    if scale == 0:
        raise ValueError("expected a scale other than 0")
    return np.array(0.0 - offset / scale, np.float32), np.array(1 / scale, np.float32)


def _fitted(layer: KerasLayer) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    config = layer.config
    if config.get("invert"):
        raise ValueError("invert: expected False")
    if config.get("mean") is None or config.get("variance") is None:
        raise ValueError("expected its mean and variance in config.json, not learnt by adapt")
    mean, variance = (_shaped(config[name], name) for name in ("mean", "variance"))
    deviation = np.maximum(np.sqrt(variance), np.float32(LEAST_DEVIATION))
    shape = np.broadcast_shapes(mean.shape, deviation.shape)
    return np.broadcast_to(mean, shape).copy(), np.broadcast_to(deviation, shape).copy()


def _shaped(value: object, name: str) -> NDArray[np.float32]:
    """One number, or one for each pixel."""
    array = np.asarray(value, np.float32)
    if array.size == 1:
        return array.reshape(())
    height, width, _ = INPUT_SHAPE
    if array.size != height * width or array.ndim < 2:
        raise ValueError(f"{name}: expected one number, or one for each pixel")
    return array.reshape(height, width)

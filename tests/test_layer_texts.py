"""Descriptions of layers and sizes."""

from __future__ import annotations

import pytest

from cnn_core.layer_texts import bytes_text, numbered_title, settings_text
from cnn_core.layers import (
    AveragePooling2D,
    BatchNormalization,
    ClusterDistances,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Layer,
    Output,
)


@pytest.mark.parametrize(
    ("layer", "text"),
    [
        (Conv2D(filters=1000, l2=0.001), "1,000 filters 3×3, stride 1, valid, relu, L2 0.001"),
        (AveragePooling2D(strides=(2, 1)), "2×2, stride 2×1, valid"),
        (BatchNormalization(), "momentum 0.99"),
        (Dropout(rate=0.25), "rate 0.25"),
        (ClusterDistances(), "60 clusters"),
        (Flatten(), ""),
        (Dense(), "70 units, relu"),
        (Output(), "10 units, softmax"),
    ],
)
def test_settings(layer: Layer, text: str) -> None:
    assert settings_text(layer) == text


def test_layers_are_counted_from_1() -> None:
    assert numbered_title(4, Conv2D()) == "5 Convolution"


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (64_600, "64.6 kB"),
        (999_700, "1.0 MB"),
        (123_456_789, "123 MB"),
        (4 * 2**30, "4.3 GB"),
        (9.3e12, "9.3 TB"),
        (10**30, "1,000,000 YB"),
    ],
)
def test_bytes(count: float, text: str) -> None:
    assert bytes_text(count) == text

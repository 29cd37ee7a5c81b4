"""Orders of channels through layers without weights."""

from __future__ import annotations

import numpy as np
import pytest

from cnn_core.agreement.channel_order import behind, reordered
from cnn_core.layers import (
    ActivationLayer,
    AveragePooling2D,
    BatchNormalization,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Layer,
    MaxPooling2D,
)

ORDER = np.array([2, 0, 1])


@pytest.mark.parametrize(
    "layer",
    [
        MaxPooling2D(),
        AveragePooling2D(),
        BatchNormalization(),
        ActivationLayer(),
        Dropout(),
        GlobalAveragePooling2D(),
    ],
    ids=lambda layer: layer.kind,
)
def test_channels_stay_where_they_are(layer: Layer) -> None:
    np.testing.assert_array_equal(behind(layer, ORDER, (4, 5, 3)), ORDER)


@pytest.mark.parametrize("shape", [(4, 5, 3), (1, 1, 3), (3,)])
def test_flatten_lays_channels_out_position_by_position(shape: tuple[int, ...]) -> None:
    values = np.random.default_rng(0).normal(size=shape)
    flat = values.reshape(-1)
    found = flat[behind(Flatten(), ORDER, shape)]
    np.testing.assert_array_equal(found, values[..., ORDER].reshape(-1))


def test_a_kernel_takes_its_inputs_in_that_order() -> None:
    kernel = np.random.default_rng(0).normal(size=(2, 2, 3, 4)).astype(np.float32)
    np.testing.assert_array_equal(reordered(kernel, ORDER)[:, :, 0], kernel[:, :, 2])
    dense = kernel[0, 0]
    np.testing.assert_array_equal(reordered(dense, ORDER), dense[ORDER])

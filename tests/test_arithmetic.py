"""Figures of known networks, by hand and from the reference; faults; memory.

Random networks are compared with Keras in tests/learning/test_network.py.
"""

from __future__ import annotations

import time

import pytest
from hypothesis import given

from cnn_core.arithmetic import MEMORY_LIMIT, Fault, Field, LayerSummary, check, describe
from cnn_core.layers import (
    Architecture,
    BatchNormalization,
    ClusterDistances,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Layer,
    MaxPooling2D,
    Output,
)
from cnn_core.presets import PRESETS
from cnn_core.spec import RunSpec, SpecError, Training
from tests.strategies import architectures

FLAT, OUT = Flatten(), Output()


def rows(*layers: Layer) -> tuple[LayerSummary, ...]:
    """The rows behind the input's."""
    return describe(Architecture(layers=layers)).layers[1:]


def fault(*layers: Layer, batch_size: int = 64) -> Fault:
    found = describe(Architecture(layers=layers), batch_size).fault
    assert found is not None
    return found


# ---------------------------------------------------------------- the article's figures


def test_the_article_s_table() -> None:
    table = [
        (row.kind, row.output_shape, row.weights, row.formula, row.receptive_field, row.step)
        for row in check(PRESETS["article"]).layers
    ]
    assert table == [
        ("input", (28, 28, 1), 0, "", (1, 1), (1, 1)),
        ("conv2d", (26, 26, 32), 320, "32·(3·3·1)+32", (3, 3), (1, 1)),
        ("max_pooling2d", (13, 13, 32), 0, "", (4, 4), (2, 2)),
        ("conv2d", (11, 11, 64), 18_496, "64·(3·3·32)+64", (8, 8), (2, 2)),
        ("max_pooling2d", (5, 5, 64), 0, "", (10, 10), (4, 4)),
        ("conv2d", (3, 3, 64), 36_928, "64·(3·3·64)+64", (18, 18), (4, 4)),
        ("flatten", (576,), 0, "", None, None),
        ("dense", (70,), 40_390, "576·70+70", None, None),
        ("dense", (10,), 710, "70·10+10", None, None),
    ]


def test_the_article_s_texts_and_totals() -> None:
    summary = check(PRESETS["article"])
    assert [row.index for row in summary.layers] == list(range(-1, 8))
    assert summary.layers[1].settings == "32 filters 3×3, stride 1, valid, relu"
    assert summary.layers[-1].title == "Output"
    assert summary.weights == summary.trainable_weights == 96_844
    assert [row.multiply_adds for row in summary.layers if row.kind == "conv2d"] == [
        194_688,
        2_230_272,
        331_776,
    ]
    assert sum(row.multiply_adds for row in summary.layers if row.kind == "dense") == 41_020
    assert summary.multiply_adds == 194_688 + 2_230_272 + 331_776 + 41_020


def test_4x4_areas_behind_a_pooling_node_overlap_by_2() -> None:
    pooling = check(PRESETS["article"]).layers[2]
    assert pooling.receptive_field is not None
    assert pooling.step is not None
    assert pooling.receptive_field[0] - pooling.step[0] == 2


def test_3x3_then_4x4_kernels() -> None:
    first, second = rows(Conv2D(), Conv2D(kernel_size=(4, 4)))
    assert (first.output_shape[:2], second.output_shape[:2]) == ((26, 26), (23, 23))
    assert second.receptive_field == (6, 6)
    assert neighbours(second) == (7, 7)


def test_two_3x3_layers_at_stride_2() -> None:
    second = rows(Conv2D(strides=(2, 2)), Conv2D(strides=(2, 2)))[1]
    assert second.receptive_field == (7, 7)
    assert neighbours(second) == (11, 11)


def neighbours(row: LayerSummary) -> tuple[int, int]:
    """What two nodes side by side see together."""
    assert row.receptive_field is not None
    assert row.step is not None
    return row.receptive_field[0] + row.step[0], row.receptive_field[1] + row.step[1]


def test_the_deep_chain_without_pooling() -> None:
    chain = (Conv2D(), Conv2D(filters=64), *(Conv2D(filters=128) for _ in range(11)))
    summary = describe(Architecture(layers=(*chain, FLAT, OUT)), batch_size=500)
    weights = [row.weights for row in summary.layers[1:14]]
    assert weights == [320, 18_496, 73_856, *[147_584] * 10]
    assert sum(weights) == 1_568_512
    assert summary.fault is None
    values = sum(
        sides * sides * filters
        for sides, filters in zip(range(26, 0, -2), [32, 64, *[128] * 11], strict=True)
    )
    behind = 2 * 2 * 128 + 10
    assert summary.activation_bytes == 500 * 4 * (28 * 28 + values + behind)


# ---------------------------------------------------------------- single layers


def test_kernels_and_strides_may_differ_by_axis() -> None:
    (row,) = rows(Conv2D(filters=2, kernel_size=(1, 5), strides=(3, 2), padding="same"))
    assert row.output_shape == (10, 14, 2)
    assert (row.receptive_field, row.step) == ((1, 5), (3, 2))
    assert row.settings == "2 filters 1×5, stride 3×2, same, relu"


def test_pooling_strides_are_the_tile_by_default() -> None:
    tiles, overlapping = rows(MaxPooling2D(pool_size=(4, 2)), MaxPooling2D(strides=(1, 1)))
    assert (tiles.output_shape, tiles.step) == ((7, 14, 1), (4, 2))
    assert (overlapping.output_shape, overlapping.step) == ((6, 13, 1), (4, 2))


def test_batch_normalisation_trains_half_of_its_weights() -> None:
    summary = describe(Architecture(layers=(Conv2D(filters=8), BatchNormalization(), FLAT, OUT)))
    assert summary.layers[2].weights == 32
    assert summary.weights - summary.trainable_weights == 16


def test_cluster_distances_are_weights_that_are_not_trained() -> None:
    summary = describe(Architecture(layers=(ClusterDistances(clusters=40), OUT)))
    row = summary.layers[1]
    assert (row.output_shape, row.weights, row.formula) == ((40,), 31_400, "784·40+40")
    assert row.multiply_adds == 784 * 40 + 784
    assert row.receptive_field is None
    assert summary.trainable_weights == summary.weights - 31_400 == 410


def test_fields_end_where_maps_end() -> None:
    for bridge in (FLAT, GlobalAveragePooling2D()):
        last = rows(Conv2D(), bridge, Dropout())[-1]
        assert (last.receptive_field, last.step) == (None, None)


def test_the_field_of_a_layer() -> None:
    assert Field((10, 4), (4, 1)).behind((3, 2), (1, 2)) == Field((18, 5), (4, 2))


# ---------------------------------------------------------------- networks that do not fit


@pytest.mark.parametrize(
    ("layers", "path", "words"),
    [
        ((), "architecture.layers", "Received: no layers"),
        ((FLAT,), "architecture.layers", "Received: flatten as the last layer"),
        ((Dense(), OUT), "architecture.layers.0.kind", "Received: shape (28, 28, 1)"),
        ((Conv2D(), OUT), "architecture.layers.1.kind", "Received: shape (26, 26, 32)"),
        ((FLAT, OUT, Dense()), "architecture.layers.2.kind", "Received: dense"),
        ((FLAT, OUT, OUT), "architecture.layers.2.kind", "Received: output"),
        ((Dropout(), ClusterDistances(), OUT), "architecture.layers.1.kind", "the first layer"),
        ((FLAT, Conv2D(), OUT), "architecture.layers.1.kind", "Received: shape (784)"),
        ((FLAT, MaxPooling2D(), OUT), "architecture.layers.1.kind", "Received: shape (784)"),
        (
            (GlobalAveragePooling2D(), GlobalAveragePooling2D(), OUT),
            "architecture.layers.1.kind",
            "Received: shape (1)",
        ),
        (
            (Conv2D(kernel_size=(29, 1)), FLAT, OUT),
            "architecture.layers.0.kernel_size",
            "29×1 does not fit into a map of 28×28",
        ),
        (
            (MaxPooling2D(pool_size=(14, 14)), MaxPooling2D(pool_size=(1, 3)), FLAT, OUT),
            "architecture.layers.1.pool_size",
            "1×3 does not fit into a map of 2×2",
        ),
        (
            (Conv2D(kernel_size=(1, 10**9), padding="same"), FLAT, OUT),
            "architecture.layers.0.kernel_size",
            "1×1,000,000,000 is too large: at most 56 either way",
        ),
        (
            (MaxPooling2D(strides=(57, 1)), FLAT, OUT),
            "architecture.layers.0.strides",
            "57×1 is too large: at most 56 either way",
        ),
    ],
)
def test_a_fault_is_at_its_layer(layers: tuple[Layer, ...], path: str, words: str) -> None:
    found = fault(*layers)
    assert found.path == path
    assert words in found.message
    assert str(found) == f"{path}: {found.message}"
    with pytest.raises(SpecError) as caught:
        check(RunSpec(architecture=Architecture(layers=layers)))
    assert caught.value.faults == [str(found)]


def test_the_table_goes_up_to_the_fault() -> None:
    summary = describe(Architecture(layers=(Conv2D(), Dense(), OUT)))
    assert [row.kind for row in summary.layers] == ["input", "conv2d"]
    assert summary.weights == 320


def test_what_keras_allows_is_no_fault() -> None:
    assert describe(Architecture(layers=(FLAT, FLAT, BatchNormalization(), OUT))).fault is None
    one_pixel = (MaxPooling2D(pool_size=(28, 28)), Conv2D(padding="same"), FLAT, OUT)
    assert describe(Architecture(layers=one_pixel)).fault is None


# ---------------------------------------------------------------- memory


def test_training_keeps_each_weight_four_times_and_each_output_twice() -> None:
    summary = describe(Architecture(layers=(FLAT, OUT)), batch_size=3)
    assert summary.activation_bytes == 3 * 4 * (784 + 784 + 10)
    assert summary.training_bytes == 4 * 4 * 7_850 + 2 * summary.activation_bytes


def test_a_billion_units_are_refused_with_their_memory() -> None:
    start = time.perf_counter()
    found = fault(*PRESETS["article"].architecture.layers[:6], Dense(units=10**9), OUT)
    assert time.perf_counter() - start < 0.1
    assert str(found) == (
        "architecture.layers.6.units: training would take 9.9 TB of memory, the largest part for "
        "576·1,000,000,000+1,000,000,000 weights here. At most 4.3 GB are allowed"
    )


def test_a_billion_filters_are_refused_with_their_memory() -> None:
    found = fault(Conv2D(filters=10**9), FLAT, OUT)
    assert found.path == "architecture.layers.0.filters"
    assert "would take 801 TB of memory" in found.message


def test_a_mini_batch_that_is_too_large_is_named() -> None:
    found = fault(Conv2D(), FLAT, OUT, batch_size=60_000)
    assert found.path == "architecture.layers.0.filters"
    assert "26×26×32 outputs for each of 60,000 images (batch_size)" in found.message


def test_the_mini_batch_checked_is_the_training_s() -> None:
    spec = PRESETS["article"].model_copy(update={"training": Training(batch_size=60_000)})
    with pytest.raises(SpecError, match="each of 60,000 images"):
        check(spec)


@given(architectures())
def test_totals_are_sums(architecture: Architecture) -> None:
    summary = describe(architecture, batch_size=7)
    assert summary.fault is None
    assert summary.weights == sum(row.weights for row in summary.layers)
    assert summary.multiply_adds == sum(row.multiply_adds for row in summary.layers)
    assert 0 <= summary.trainable_weights <= summary.weights
    assert summary.activation_bytes < summary.training_bytes <= MEMORY_LIMIT

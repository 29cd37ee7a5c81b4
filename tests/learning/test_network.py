"""The Keras model: as arithmetic says it is, as the spec says it is, and the same every time."""

from __future__ import annotations

import io
from pathlib import Path

import keras
import numpy as np
import pytest
from hypothesis import given, settings

from cnn_core.arithmetic import describe
from cnn_core.layers import (
    Architecture,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Layer,
    MaxPooling2D,
    Output,
)
from cnn_core.learning.network import build, with_normalization
from cnn_core.normalization import Normalization
from cnn_core.presets import PRESETS
from tests.strategies import architectures

ARTICLE = PRESETS["article"].architecture
KERAS_CLASSES = {
    "input": keras.layers.InputLayer,
    "conv2d": keras.layers.Conv2D,
    "max_pooling2d": keras.layers.MaxPooling2D,
    "average_pooling2d": keras.layers.AveragePooling2D,
    "batch_normalization": keras.layers.BatchNormalization,
    "activation": keras.layers.Activation,
    "dropout": keras.layers.Dropout,
    "flatten": keras.layers.Flatten,
    "global_average_pooling2d": keras.layers.GlobalAveragePooling2D,
    "dense": keras.layers.Dense,
    "cluster_distances": keras.Model,
}
ONE_NORMALIZATION = Normalization(np.array(33.3, np.float32), np.array(78.6, np.float32))


def pixels(count: int) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, 28, 28), np.uint8)


def normalization_per_pixel() -> Normalization:
    rng = np.random.default_rng(1)
    mean = rng.uniform(0, 255, (28, 28)).astype(np.float32)
    return Normalization(mean, rng.uniform(1, 90, (28, 28)).astype(np.float32))


def weights_of(model: keras.Model) -> list[np.ndarray]:
    return [variable.numpy() for variable in model.variables]


def equal(first: keras.Model, second: keras.Model) -> bool:
    return all(map(np.array_equal, weights_of(first), weights_of(second)))


# ---------------------------------------------------------------- arithmetic against Keras


def one_per_row(model: keras.Model) -> list[keras.layers.Layer]:
    """Without the poolings that go before a strided 1×1 convolution: the row is the pair's."""
    positions = [layer.name.rpartition("_")[2] for layer in model.layers]
    followers = [*positions[1:], None]
    return [
        layer
        for layer, position, next_one in zip(model.layers, positions, followers, strict=True)
        if position != next_one
    ]


@given(architectures())
@settings(max_examples=100)
def test_arithmetic_agrees_with_keras(architecture: Architecture) -> None:
    summary = describe(architecture)
    model = build(architecture, seed=0)
    for row, layer in zip(summary.layers, one_per_row(model), strict=True):
        assert isinstance(layer, KERAS_CLASSES[row.kind])
        assert row.output_shape == layer.output.shape[1:]
        assert row.weights == layer.count_params()
    assert summary.fault is None
    assert summary.weights == model.count_params()
    trainable = sum(np.prod(weight.shape) for weight in model.trainable_weights)
    assert summary.trainable_weights == trainable


@pytest.mark.parametrize(
    "layers",
    [
        (Conv2D(kernel_size=(29, 1)), Flatten(), Output()),
        (MaxPooling2D(pool_size=(1, 29)), Flatten(), Output()),
        (Flatten(), Conv2D(), Output()),
        (Flatten(), MaxPooling2D(), Output()),
        (Flatten(), GlobalAveragePooling2D(), Output()),
    ],
)
def test_what_arithmetic_refuses_keras_refuses(layers: tuple[Layer, ...]) -> None:
    architecture = Architecture(layers=layers)
    assert describe(architecture).fault is not None
    with pytest.raises(ValueError, match=r"must be|incompatible|expected|negative"):
        build(architecture, seed=0)


def test_the_article_s_network_has_its_weights() -> None:
    model = build(ARTICLE, seed=0)
    assert model.count_params() == 96_844
    assert model.output_shape == (None, 10)
    assert [layer.name for layer in model.layers[1:]] == [
        "conv2d_0",
        "max_pooling2d_1",
        "conv2d_2",
        "max_pooling2d_3",
        "conv2d_4",
        "flatten_5",
        "dense_6",
        "output_7",
    ]


# ---------------------------------------------------------------- settings


def test_settings_reach_keras() -> None:
    layers = (
        Conv2D(filters=3, kernel_size=(2, 5), strides=(1, 2), padding="same", l2=0.25),
        MaxPooling2D(pool_size=(3, 2), strides=(1, 1), padding="same"),
        BatchNormalization(momentum=0.5, l2=0.125),
        Dropout(rate=0.75),
        Flatten(),
        Dense(units=4, activation="tanh", l2=0.5),
        Output(activation="sigmoid"),
    )
    model = build(Architecture(layers=layers), seed=0)
    conv, pool, norm, drop, _, dense, output = (x.get_config() for x in model.layers[1:])
    assert (conv["kernel_size"], conv["strides"], conv["padding"]) == ((2, 5), (1, 2), "same")
    assert conv["kernel_regularizer"]["config"] == {"l2": 0.25}
    assert (pool["pool_size"], pool["strides"], pool["padding"]) == ((3, 2), (1, 1), "same")
    assert (norm["momentum"], norm["gamma_regularizer"]["config"]) == (0.5, {"l2": 0.125})
    assert drop["rate"] == 0.75
    assert (dense["activation"], dense["kernel_regularizer"]["config"]) == ("tanh", {"l2": 0.5})
    assert (output["activation"], output["kernel_regularizer"]) == ("sigmoid", None)


def test_l2_adds_to_the_loss_the_sum_of_squares() -> None:
    model = build(Architecture(layers=(Flatten(), Dense(l2=0.01), Output())), seed=0)
    kernel = model.get_layer("dense_1").kernel.numpy()
    assert float(model.losses[0]) == pytest.approx(0.01 * np.sum(kernel**2), rel=1e-5)


def test_mixed_precision_keeps_weights_and_output_in_32_bits() -> None:
    model = build(ARTICLE, seed=0, dtype_policy="mixed_bfloat16")
    assert {variable.dtype for variable in model.variables} == {"float32"}
    assert model.get_layer("conv2d_0").compute_dtype == "bfloat16"
    assert model.output.dtype == "float32"
    # Both policies must start from the same weights, or they could not be compared.
    assert equal(model, build(ARTICLE, seed=0))


# ---------------------------------------------------------------- seeds


def test_weights_depend_on_the_seed_alone() -> None:
    keras.utils.set_random_seed(1)
    first = build(ARTICLE, seed=5)
    keras.utils.set_random_seed(2)
    assert equal(first, build(ARTICLE, seed=5))
    assert not equal(first, build(ARTICLE, seed=6))


def test_equal_layers_of_one_network_start_apart() -> None:
    twins = (Flatten(), Dense(units=784), Dense(units=784), Output())
    model = build(Architecture(layers=twins), seed=0)
    first, second = model.get_layer("dense_1").kernel, model.get_layer("dense_2").kernel
    assert not np.array_equal(first.numpy(), second.numpy())


def test_kernels_start_as_glorot_says_and_biases_at_0() -> None:
    """Uniform within ±√(6 / (fan in + fan out)): Glorot and Bengio (2010), equation 16."""
    conv = build(ARTICLE, seed=0).get_layer("conv2d_4")
    limit = np.sqrt(6 / (9 * 64 + 9 * 64))
    assert np.abs(conv.kernel.numpy()).max() == pytest.approx(limit, rel=0.01)
    assert not conv.bias.numpy().any()


def test_dropout_repeats_itself() -> None:
    layers = (Flatten(), Dropout(rate=0.5), Output())
    images = np.ones((8, 28, 28, 1), np.float32)

    def two_steps() -> list[np.ndarray]:
        model = build(Architecture(layers=layers), seed=3)
        return [model(images, training=True).numpy() for _ in range(2)]

    first, again = two_steps(), two_steps()
    assert np.array_equal(first, again)
    assert not np.array_equal(first[0], first[1])


# ---------------------------------------------------------------- a fault of TensorFlow


def test_strided_1x1_convolutions_are_split_and_compute_the_same() -> None:
    layers = (Conv2D(filters=3, kernel_size=(1, 1), strides=(2, 3)), Flatten(), Output())
    model = build(Architecture(layers=layers), seed=0)
    pooling, conv = model.layers[1:3]
    assert (pooling.name, conv.name) == ("max_pooling2d_0", "conv2d_0")
    assert (pooling.pool_size, pooling.strides, conv.strides) == ((1, 1), (2, 3), (1, 1))
    images = np.random.default_rng(0).random((4, 28, 28, 1), np.float32)
    direct = keras.ops.conv(images, conv.kernel, strides=(2, 3), padding="valid")
    ours = keras.Model(model.inputs[0], conv.output)(images)
    np.testing.assert_allclose(ours, keras.ops.relu(direct + conv.bias), atol=1e-6)


# ---------------------------------------------------------------- models on raw pixels


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize(
    "normalization", [ONE_NORMALIZATION, normalization_per_pixel()], ids=["scalar", "per pixel"]
)
def test_a_saved_model_takes_raw_pixels(
    name: str, normalization: Normalization, tmp_path: Path
) -> None:
    model = build(PRESETS[name].architecture, seed=0)
    with_normalization(model, normalization).save(tmp_path / "model.keras")
    loaded = keras.models.load_model(tmp_path / "model.keras", safe_mode=True)
    raw = pixels(5)
    assert loaded.count_params() == model.count_params()
    np.testing.assert_allclose(
        loaded(raw[..., np.newaxis].astype(np.float32)).numpy(),
        model(normalization.apply(raw)).numpy(),
        atol=1e-5,
    )


def test_both_models_share_their_weights() -> None:
    model = build(ARTICLE, seed=0)
    on_pixels = with_normalization(model, ONE_NORMALIZATION)
    model.get_layer("output_7").bias.assign(np.arange(10.0))
    assert on_pixels.get_layer("output_7").bias is model.get_layer("output_7").bias
    assert len(on_pixels.variables) == len(model.variables)


def test_the_summary_that_keras_prints_has_the_same_total() -> None:
    text = io.StringIO()
    build(ARTICLE, seed=0).summary(print_fn=text.write)
    assert "Total params: 96,844" in text.getvalue()

"""Descriptions of Keras networks as networks of ours, and what is refused by its name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from cnn_core import layers as own
from cnn_core.foreign.chain import IN_32_BITS, LOGITS, Chain, Place, translated
from cnn_core.foreign.keras_file import ForeignError, read
from tests.keras_files import PLAIN, Described, dense, image, keras_file, layer, sequential

FLATTEN = layer("Flatten")


def chain(*described: Described) -> Chain:
    return translated(read(keras_file(sequential(described))).layers)


def fault(*described: Described) -> str:
    with pytest.raises(ForeignError) as error:
        chain(*described)
    message = str(error.value)
    assert "\n" not in message
    assert len(message) < 500
    return message


def conv(**config: object) -> Described:
    return layer("Conv2D", **{"filters": 4, "kernel_size": [3, 3], "activation": "relu", **config})


def test_known_layers_become_ours_with_their_settings() -> None:
    l2 = {"class_name": "L2", "config": {"l2": 0.01}}
    found = chain(
        image(),
        conv(strides=[2, 1], padding="same", kernel_regularizer=l2, data_format="channels_last"),
        layer("BatchNormalization", axis=-1, epsilon=0.001, momentum=0.9, scale=False),
        layer("ReLU", max_value=None, negative_slope=0.0, threshold=0.0),
        conv(use_bias=False, name="second"),
        layer("AveragePooling2D", pool_size=[2, 2], strides=[2, 2]),
        layer("Dropout", rate=0.25),
        layer("GlobalAveragePooling2D", keepdims=False),
        dense(7, "tanh"),
        dense(),
    )
    assert found.layers == [
        own.Conv2D(filters=4, strides=(2, 1), padding="same", l2=0.01),
        own.BatchNormalization(momentum=0.9),
        own.ActivationLayer(activation="relu"),
        own.Conv2D(filters=4),
        own.AveragePooling2D(strides=(2, 2)),
        own.Dropout(rate=0.25),
        own.GlobalAveragePooling2D(),
        own.Dense(units=7, activation="tanh"),
        own.Output(),
    ]
    assert [place for place in found.places if place] == [
        Place("conv2d", (True, True)),
        Place("batch_normalization", (False, True, True, True)),
        Place("conv2d_1", (True, False)),
        Place("dense", (True, True)),
        Place("dense_1", (True, True)),
    ]
    assert found.normalization is None
    assert "is without scale" in found.remarks[0]
    assert "'second') is without bias" in found.remarks[1]


@pytest.mark.parametrize(
    ("end", "activation", "remarks"),
    [
        ([dense(10, "softmax")], "softmax", []),
        ([dense(10, "sigmoid")], "sigmoid", []),
        ([dense(10, "linear")], "softmax", [LOGITS]),
        ([dense(10, "linear"), layer("Softmax")], "softmax", []),
        ([dense(10, "linear"), layer("Activation", activation="sigmoid")], "sigmoid", []),
    ],
)
def test_the_end_gives_probabilities(
    end: Sequence[Described], activation: str, remarks: list[str]
) -> None:
    found = chain(image(), FLATTEN, *end)
    assert found.layers[-1] == own.Output(activation=activation)
    assert found.remarks == remarks


@pytest.mark.parametrize(
    "beginning",
    [
        (image(28, 28), FLATTEN),
        (image(784),),
        (image(28, 28), layer("Reshape", target_shape=[28, 28, 1]), FLATTEN),
        (image(784), layer("Reshape", target_shape=[28, 28, 1]), FLATTEN),
    ],
)
def test_images_may_come_in_other_shapes(beginning: Sequence[Described]) -> None:
    assert chain(*beginning, dense()).layers == [own.Flatten(), own.Output()]


def test_a_scaling_in_front_is_its_own() -> None:
    found = chain(image(), layer("Rescaling", scale=1 / 127.5, offset=-1.0), FLATTEN, dense())
    assert found.normalization is not None
    pixels = np.array([[[0, 255, 51]]], np.uint8)
    scaled = found.normalization.apply(pixels).ravel()
    np.testing.assert_allclose(scaled, [-1, 1, -0.6], rtol=1e-6)
    assert len(found.layers) == 2


def test_a_normalization_in_front_is_its_own() -> None:
    scalar = layer("Normalization", axis=[], mean=33.0, variance=4.0)
    found = chain(image(), scalar, FLATTEN, dense()).normalization
    assert found is not None
    assert (float(found.mean), float(found.deviation)) == (33.0, 2.0)
    values = np.arange(784, dtype=float).reshape(28, 28, 1)
    own_of_each = layer("Normalization", mean=values.tolist(), variance=(values**2).tolist())
    found = chain(image(), own_of_each, FLATTEN, dense()).normalization
    assert found is not None
    np.testing.assert_array_equal(found.mean, values[..., 0])
    assert found.deviation[27, 27] == 783
    assert found.deviation[0, 0] == np.float32(1e-7)


@pytest.mark.parametrize(
    ("axis", "shape"), [([], ()), ([-1], (1,)), ([3, 1, 2], (28, 28, 1)), (-1, (1,)), (None, ())]
)
def test_a_scale_that_was_learnt_is_in_the_weights_file(
    axis: object, shape: tuple[int, ...]
) -> None:
    found = chain(image(), layer("Normalization", axis=axis), FLATTEN, dense())
    assert (found.normalization, found.adapted) == (None, shape)


def test_sixteen_bits_are_told() -> None:
    policy = {"class_name": "DTypePolicy", "config": {"name": "mixed_bfloat16"}}
    assert chain(image(), FLATTEN, dense(7, "tanh", dtype=policy), dense()).remarks == [IN_32_BITS]
    assert chain(image(), FLATTEN, dense(7, "tanh", dtype="mixed_float16"), dense()).remarks == [
        IN_32_BITS
    ]
    plain = {"class_name": "DTypePolicy", "config": {"name": "float32"}}
    assert chain(image(), FLATTEN, dense(7, "tanh", dtype=plain), dense(dtype=[])).remarks == []


@pytest.mark.parametrize(
    ("scaling", "told"),
    [
        (layer("Rescaling", scale=0.0), "expected a scale other than 0"),
        (layer("Rescaling", scale="x"), "could not convert"),
        (layer("Rescaling", scale=float("nan")), "finite"),
        (layer("Rescaling", scale=1e-300), "finite"),
        (layer("Normalization", mean=1.0), "finite"),
        (layer("Normalization", axis=["x"]), "Normalization"),
        (layer("Normalization", axis=[1]), "one mean and variance, or one for each pixel"),
        (layer("Normalization", axis={}), "Normalization"),
        (layer("Normalization", mean=1.0, variance=-1.0), "finite"),
        (layer("Normalization", mean=[1.0, 2.0], variance=1.0), "one number, or one for each"),
        (layer("Normalization", mean=1.0, variance=[[1.0], [1.0, 2.0]]), "Normalization"),
        (layer("Normalization", mean=1.0, variance=1.0, invert=True), "invert"),
    ],
)
def test_a_scaling_that_is_none_is_told(scaling: Described, told: str) -> None:
    assert told in fault(image(), scaling, FLATTEN, dense())


@pytest.mark.parametrize(
    ("strange", "told"),
    [
        (layer("Lambda", function="x"), "'Lambda'"),
        (layer("LayerNormalization"), "'LayerNormalization'"),
        (layer("Sequential"), "'Sequential'"),
        (layer("Functional"), "a network within the network is known here only as"),
        (conv() | {"module": "theirs"}, "is not known here"),
        (conv() | {"module": None}, "is not known here"),
        (conv(dilation_rate=[2, 2]), "dilation_rate: expected [1, 1]"),
        (conv(groups=2), "groups: expected 1"),
        (conv(data_format="channels_first"), "data_format: expected channels_last"),
        (conv(activation="gelu"), "activation"),
        (conv(activation={"class_name": "function", "config": "evil"}), "activation"),
        (conv(filters=10**8), "make no network here"),
        (conv(filters=-1), "filters"),
        (conv(kernel_size=[99, 99]), "make no network here"),
        (layer("BatchNormalization", epsilon=1e-5), "epsilon: expected 0.001"),
        (layer("ReLU", max_value=6.0), "max_value: expected None"),
        (layer("Dropout", rate=float("nan")), "rate"),
        (layer("Rescaling", scale=2.0), "directly behind the input only"),
    ],
)
def test_a_layer_that_ours_cannot_be_is_named(strange: Described, told: str) -> None:
    if strange["class_name"] == "Rescaling":
        message = fault(image(), layer("Dropout", rate=0.1), strange, FLATTEN, dense())
    else:
        message = fault(image(), strange, FLATTEN, dense())
    assert told in message


@pytest.mark.parametrize(
    ("layers", "told"),
    [
        (PLAIN[1:], "Its input is expected"),
        ((image(32, 32, 3), FLATTEN, dense()), "Received: [32, 32, 3]"),
        ((image(28, 28, [1]), FLATTEN, dense()), "Received: [28, 28, [1]]"),
        ((image(28, 28, 1, None), FLATTEN, dense()), "Received: [28, 28, 1, None]"),
        ((image(28, 28), dense()), "expected Flatten or Reshape"),
        ((image(28, 28), layer("Reshape", target_shape=[784]), dense()), "expected the shape"),
        ((image(),), "Received: nothing"),
        ((image(), FLATTEN), "Received: 'Flatten'"),
        ((image(), FLATTEN, dense(11)), "Received: 11 units"),
        ((image(), FLATTEN, dense(10, "relu")), "'relu'"),
        ((image(), FLATTEN, dense(), layer("Softmax")), "is followed by softmax"),
        ((image(), FLATTEN, dense(), layer("Activation", activation="relu")), "'relu' at the end"),
        ((image(), dense()), "make no network here"),
        ((image(), *[layer("Dropout", rate=0.1)] * 120, FLATTEN, dense()), "at most 100 items"),
    ],
)
def test_ends_that_do_not_fit_are_told(layers: Sequence[Described], told: str) -> None:
    assert told in fault(*layers)

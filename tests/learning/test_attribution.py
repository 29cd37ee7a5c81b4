"""Grad-CAM and integrated gradients against closed forms, numpy and finite differences."""

from __future__ import annotations

from base64 import b64encode

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view

from cnn_core.inside.attribution import NO_MAPS, Attribution
from cnn_core.layers import (
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Output,
)
from cnn_core.learning.attribution import DOUBLED, attribute
from cnn_core.questions import Pixels
from tests.learning.signed_network import context_of, signed_tensors

IMAGE = np.random.default_rng(7).integers(0, 256, (28, 28), np.uint8)
INK = IMAGE / 255
EPSILON = 1e-3
"""Of Keras' batch normalisation."""
LINEAR = (Flatten(), Output())
SMOOTH = (
    Conv2D(filters=2, kernel_size=(7, 7), strides=(7, 7), activation="tanh"),
    BatchNormalization(),
    Dropout(rate=0.5),
    Flatten(),
    Dense(units=3, activation="sigmoid"),
    Output(activation="sigmoid"),
)


def ask(layers, tensors, label=None, image=IMAGE) -> Attribution:
    question = Pixels(image=b64encode(image.tobytes()).decode(), label=label)
    told = []
    data = attribute(context_of(layers, tensors), question, told.append)
    assert all(0 < share <= 1 for share in told)
    return Attribution.from_bytes(data, layers)


def smooth_logit(ink, tensors, label) -> float:
    """The forward pass of SMOOTH in 64 bits."""
    (kernel, bias), scaling, _, _, (dense, dense_bias), (output, output_bias) = [
        [array.astype(float) for array in group] for group in tensors
    ]
    patches = ink.reshape(4, 7, 4, 7).transpose(0, 2, 1, 3).reshape(4, 4, 49)
    maps = np.tanh(patches @ kernel.reshape(49, 2) + bias)
    gamma, beta, mean, variance = scaling
    maps = gamma * (maps - mean) / np.sqrt(variance + EPSILON) + beta
    hidden = 1 / (1 + np.exp(-(maps.ravel() @ dense + dense_bias)))
    return float((hidden @ output + output_bias)[label])


@pytest.mark.parametrize("label", [None, 4])
def test_a_linear_network_in_closed_form(label):
    tensors = signed_tensors(LINEAR)
    kernel, bias = tensors[1]
    logits = INK.ravel() @ kernel + bias
    asked = int(logits.argmax()) if label is None else label
    answer = ask(LINEAR, tensors, label)
    assert (answer.label, answer.answer) == (asked, logits.argmax())
    assert answer.logit == pytest.approx(logits[asked], rel=1e-4)
    assert answer.black_logit == pytest.approx(bias[asked], rel=1e-4)
    expected = INK * kernel[:, asked].reshape(28, 28)
    np.testing.assert_allclose(answer.shares, expected, atol=1e-6)
    assert answer.steps == DOUBLED[0]
    assert answer.completeness_error < 1e-4


def test_without_maps_there_is_no_grad_cam():
    answer = ask(LINEAR, signed_tensors(LINEAR))
    assert answer.layer == NO_MAPS
    assert not answer.heat.any()


def test_integrated_gradients_against_finite_differences():
    tensors, label, step = signed_tensors(SMOOTH), 6, 1e-5
    answer = ask(SMOOTH, tensors, label)
    assert answer.logit == pytest.approx(smooth_logit(INK, tensors, label), rel=1e-4)
    assert answer.complete
    middles = (np.arange(answer.steps) + 0.5) / answer.steps
    for place in [(0, 0), (3, 20), (13, 14), (27, 27)]:
        nudge = np.zeros((28, 28))
        nudge[place] = step
        rises = [
            smooth_logit(share * INK + nudge, tensors, label)
            - smooth_logit(share * INK - nudge, tensors, label)
            for share in middles
        ]
        expected = INK[place] * np.mean(rises) / (2 * step)
        assert answer.shares[place] == pytest.approx(expected, rel=1e-3, abs=1e-7)


def test_steps_are_doubled_until_the_shares_are_complete():
    answer = ask(SMOOTH, signed_tensors(SMOOTH, scale=16), label=0)
    assert answer.steps in DOUBLED[1:-1]
    assert 0 < answer.completeness_error <= 0.01


def test_a_jump_is_not_complete_in_any_number_of_steps():
    layers = (Flatten(), Dense(units=1, activation="sigmoid"), Output())
    kernel = np.full((784, 1), 1e6, np.float32)
    jump = [kernel, np.array([-0.3e6 * INK.sum()], np.float32)]
    answer = ask(layers, [[], jump, [np.ones((1, 10), np.float32), np.zeros(10, np.float32)]])
    assert answer.difference == 1
    assert answer.steps == DOUBLED[-1]
    assert answer.completeness_error > 0.5


def test_a_black_image_has_nothing_to_share_out():
    answer = ask(SMOOTH, signed_tensors(SMOOTH), image=np.zeros((28, 28), np.uint8))
    assert not answer.shares.any()
    assert answer.completeness_error == 0


def enlarged(cells) -> np.ndarray:
    """To (28, 28), bilinear between the cells' centres and constant beyond them."""
    for axis in (0, 1):
        count = cells.shape[axis]
        places = (np.arange(28) + 0.5) / 28 * count - 0.5
        cells = np.apply_along_axis(
            lambda line, at=places, n=count: np.interp(at, range(n), line), axis, cells
        )
    return cells


@pytest.mark.parametrize("filters", [1, 5])
@pytest.mark.parametrize("size", [3, 11, 28], ids="kernel of {}".format)
def test_grad_cam_against_numpy(size, filters):
    """The kernel of 28 gives maps of 1×1."""
    layers = (Conv2D(filters=filters, kernel_size=(size, size)), Dropout(), Flatten(), Output())
    tensors = signed_tensors(layers)
    (kernel, bias), _, _, (output, _) = tensors
    patches = sliding_window_view(INK, (size, size))
    maps = np.maximum(np.einsum("ijyx,yxk->ijk", patches, kernel[:, :, 0]) + bias, 0)
    for label in range(3):
        answer = ask(layers, tensors, label)
        weights = output[:, label].reshape(maps.shape).mean(axis=(0, 1))
        cells = np.maximum(maps @ weights, 0)
        np.testing.assert_allclose(answer.heat, enlarged(cells), rtol=1e-3, atol=1e-4)
        assert answer.layer == 1
        assert answer.complete


def test_grad_cam_looks_at_the_last_layer_with_maps():
    layers = (AveragePooling2D(pool_size=(7, 7)), GlobalAveragePooling2D(), Output())
    tensors = signed_tensors(layers)
    answer = ask(layers, tensors, label=2)
    cells = INK.reshape(4, 7, 4, 7).mean(axis=(1, 3)) * tensors[2][0][0, 2] / 16
    np.testing.assert_allclose(answer.heat, enlarged(np.maximum(cells, 0)), rtol=1e-3, atol=1e-6)
    assert answer.layer == 0


def test_outputs_that_are_no_numbers_are_refused():
    tensors = signed_tensors(LINEAR)
    tensors[1][1][3] = np.nan
    with pytest.raises(ValueError, match="no numbers"):
        ask(LINEAR, tensors)

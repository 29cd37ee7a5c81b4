"""Payloads: their bytes, and bytes that mean harm."""

from __future__ import annotations

import json
import struct
import tracemalloc
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings

from cnn_core.arithmetic import describe
from cnn_core.datasets import CLASS_NAMES
from cnn_core.layers import Architecture, BatchNormalization, Conv2D, Flatten, Output
from cnn_core.normalization import Normalization
from cnn_core.payload import PayloadError, digest, in_half, pack, read_header, unpack
from cnn_core.presets import PRESETS
from tests.payloads import UNIT, payload, random_tensors
from tests.strategies import architectures

ARTICLE = PRESETS["article"].architecture
PER_PIXEL = Normalization(
    np.arange(784, dtype=np.float32).reshape(28, 28), np.full((28, 28), 0.004, np.float32)
)
TINY = Architecture(
    layers=(
        Conv2D(filters=1, kernel_size=(3, 1), strides=(9, 9)),
        BatchNormalization(),
        Flatten(),
        Output(),
    )
)
"""Its kernel has three weights: of 16 bits they are 6 bytes, which are filled up to 8."""


def parts(data: bytes) -> tuple[dict[str, object], bytes]:
    """Header and tensors, read as the layout says."""
    (length,) = struct.unpack_from("<I", data)
    assert length % 4 == 0
    return json.loads(data[4 : 4 + length].decode("ascii")), data[4 + length :]


def with_header(data: bytes, change: Callable[[str], str]) -> bytes:
    header, tensors = parts(data)
    text = change(json.dumps(header)).encode()
    return struct.pack("<I", len(text)) + text + tensors


def test_the_tensors_stand_one_after_the_other_in_keras_order() -> None:
    header, data = parts(payload(TINY, PER_PIXEL))
    assert (header["version"], header["kernels"], header["normalization"]) == (
        1, "float32", "per_pixel",
    )  # fmt: skip
    expected = [PER_PIXEL.mean, PER_PIXEL.deviation]
    expected += [array for group in random_tensors(TINY) for array in group]
    values = np.concatenate([array.ravel() for array in expected])
    np.testing.assert_array_equal(np.frombuffer(data, "<f4"), values)


def test_in_half_the_kernels_have_16_bits_and_begin_at_multiples_of_4_bytes() -> None:
    header, data = parts(in_half(payload(TINY)))
    assert header["kernels"] == "float16"
    (kernel, bias), normalized, _, (dense, dense_bias) = random_tensors(TINY)
    kernel_bytes = kernel.astype("<f2").tobytes() + b"\0\0"
    rest = np.concatenate([bias, *normalized]).tobytes() + dense.astype("<f2").tobytes()
    assert data == struct.pack("<ff", 0, 255) + kernel_bytes + rest + dense_bias.tobytes()


@pytest.mark.parametrize("normalization", [UNIT, PER_PIXEL], ids=["scalar", "per pixel"])
def test_the_article_s_network_is_small(normalization: Normalization) -> None:
    data = payload(ARTICLE, normalization)
    assert 4 * describe(ARTICLE).weights < len(data) <= 400_000
    assert len(in_half(data)) <= 210_000


@given(architectures())
@settings(max_examples=100)
def test_any_network_is_read_back(architecture: Architecture) -> None:
    data = payload(architecture)
    header = read_header(data)
    assert header.layers == architecture.layers
    assert header.classes == CLASS_NAMES["mnist"]
    half = in_half(data)
    assert read_header(half).layers == architecture.layers
    assert in_half(half) == half


def test_names_beyond_ascii_are_kept() -> None:
    names = [f"Größe {number} 大" for number in range(10)]
    data = pack(TINY.layers, random_tensors(TINY), UNIT, names)
    assert read_header(data).classes == tuple(names)
    (length,) = struct.unpack_from("<I", data)
    assert data[4 : 4 + length].isascii()


def test_arrays_of_another_network_are_not_packed() -> None:
    with pytest.raises(PayloadError, match=r"Received: .*\(3, 3, 1, 32\)"):
        pack(TINY.layers, random_tensors(ARTICLE), UNIT, CLASS_NAMES["mnist"])


def test_a_weight_beyond_16_bits_is_told() -> None:
    tensors = random_tensors(TINY)
    tensors[0][0][0] = -65_536
    tensors[1][3][:] = 1e9
    data = pack(TINY.layers, tensors, UNIT, CLASS_NAMES["mnist"])
    with pytest.raises(PayloadError, match="too large for 16 bits"):
        in_half(data)


# ---------------------------------------------------------------- bytes that mean harm


def refused(data: bytes) -> str:
    """The sentence with which the bytes are refused."""
    with pytest.raises(PayloadError) as error:
        read_header(data)
    message = str(error.value)
    assert "\n" not in message
    assert len(message) < 300
    return message


@pytest.mark.parametrize("length", [0, 3, 4, 100, 1000, -4, -1])
def test_what_is_cut_short_is_refused(length: int) -> None:
    assert "not whole" in refused(payload(ARTICLE)[:length])


def test_what_is_too_long_is_refused() -> None:
    assert "not whole" in refused(payload(ARTICLE) + bytes(4))


@pytest.mark.parametrize("length", [5, 999_999, 2**31, 2**32 - 1])
def test_a_header_that_ends_elsewhere_is_refused(length: int) -> None:
    refused(struct.pack("<I", length) + payload(TINY)[4:])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{", "cannot be read"),
        ("[" * 500_000, "cannot be read"),
        ("\xff\xfe", "cannot be read"),
        ("null", "version"),
        ("[1]", "version"),
        ("{}", "version"),
        ('{"version": 2}', "of version 1. Received: 2"),
        ('{"version": "' + "x" * 1000 + '"}', "version"),
        ('{"version": 1}', "header is wrong"),
    ],
)
def test_a_header_that_is_none_is_refused(text: str, fault: str) -> None:
    assert fault in refused(with_header(payload(TINY), lambda _: text))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"conv2d"', '"lambda"', "header is wrong"),
        ('"filters": 1', '"filters": 0', "header is wrong"),
        ('"filters": 1', '"filters": NaN', "header is wrong"),
        ('"filters": 1', '"filters": 2', "not whole"),
        ('"float32"', '"float16"', "not whole"),
        ('"float32"', '"float64"', "header is wrong"),
        ('"scalar"', '"per_pixel"', "not whole"),
        ('"0"', '"0", "1"', "header is wrong"),
        ('"kernel_size": [3, 1]', '"kernel_size": [30, 1]', "do not fit"),
        ('"flatten"', '"dropout"', "do not fit"),
        ('"output"', '"dense"', "header is wrong"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(old: str, new: str, fault: str) -> None:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    assert fault in refused(with_header(payload(TINY), change))


def test_nothing_large_is_allocated_for_a_header_that_promises_it() -> None:
    large = with_header(
        payload(TINY), lambda text: text.replace('"filters": 1', '"filters": 100000')
    )
    tracemalloc.start()
    refused(large)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1_000_000


def test_a_payload_comes_apart_into_what_it_was_made_of() -> None:
    tensors = random_tensors(TINY)
    network = unpack(pack(TINY.layers, tensors, PER_PIXEL, CLASS_NAMES["mnist"]))
    assert network.header.layers == TINY.layers
    np.testing.assert_array_equal(network.normalization.mean, PER_PIXEL.mean)
    np.testing.assert_array_equal(network.normalization.deviation, PER_PIXEL.deviation)
    assert [len(arrays) for arrays in network.tensors] == [2, 4, 0, 2]
    for received, expected in zip(network.tensors, tensors, strict=True):
        for one, other in zip(received, expected, strict=True):
            np.testing.assert_array_equal(one, other)


def test_kernels_of_16_bits_come_apart_as_floats_of_32() -> None:
    network = unpack(in_half(payload(TINY)))
    kernel = random_tensors(TINY)[0][0]
    assert network.tensors[0][0].dtype == np.float32
    np.testing.assert_allclose(network.tensors[0][0], kernel, rtol=1e-3)


def test_digests_tell_networks_apart() -> None:
    assert digest(payload(TINY)) == digest(payload(TINY)) != digest(in_half(payload(TINY)))

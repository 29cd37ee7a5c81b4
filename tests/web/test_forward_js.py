"""What web/forward makes of a payload's bytes; `tests/learning` compares its results."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator

import numpy as np
import pytest
from py_mini_racer import JSEvalException, MiniRacer

from cnn_core.layers import (
    ActivationLayer,
    Architecture,
    Conv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Output,
)
from cnn_core.payload import in_half
from cnn_core.presets import PRESETS
from cnn_core.web_files import FORWARD, joined
from tests.forward_js import ForwardPass, forward_pass
from tests.payloads import payload

ARTICLE = PRESETS["article"].architecture
TINY = Architecture(layers=(Conv2D(filters=1, strides=(9, 9)), Dropout(), Flatten(), Output()))


@pytest.fixture(scope="module")
def browser() -> Iterator[ForwardPass]:
    with forward_pass() as engine:
        yield engine


def refused(browser: ForwardPass, data: bytes) -> str:
    """The sentence with which a payload is refused."""
    with pytest.raises(JSEvalException) as error:
        browser.load(data)
    sentence = str(error.value).partition("Error: ")[2].partition("\n")[0]
    assert sentence.endswith(".")
    assert len(sentence) < 120
    return sentence


def with_header(text: str) -> bytes:
    """TINY's tensors behind another header."""
    data = payload(TINY)
    (length,) = struct.unpack_from("<I", data)
    return struct.pack("<I", len(text)) + text.encode("latin-1") + data[4 + length :]


def header() -> str:
    data = payload(TINY)
    return json.dumps(json.loads(data[4 : 4 + struct.unpack_from("<I", data)[0]]))


@pytest.mark.parametrize("length", [0, 3, 4, 100, 2000, -4, -1])
def test_what_is_cut_short_is_refused(browser: ForwardPass, length: int) -> None:
    assert refused(browser, payload(ARTICLE)[:length]) == "The network's data is cut short."


def test_what_is_too_long_is_refused(browser: ForwardPass) -> None:
    assert "longer than its layers need" in refused(browser, payload(TINY) + bytes(4))


def test_another_version_is_named(browser: ForwardPass) -> None:
    data = with_header(header().replace('"version": 1', '"version": 2'))
    assert refused(browser, data) == "The network's data is of version 2, not 1."


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"conv2d"', '"lambda"', 'there is no layer "lambda"'),
        ('"conv2d"', '"toString"', 'there is no layer "toString"'),
        ('"conv2d"', "null", "there is no layer"),
        ('"relu"', '"__proto__"', "there is no activation"),
        ('"filters": 1', '"filters": 0', "0 is no size"),
        ('"filters": 1', '"filters": 0.5', "0.5 is no size"),
        ('"filters": 1', '"filters": "1"', "1 is no size"),
        ('"filters": 1', '"filters": 1000000000', "cut short"),
        ('"filters": 1', '"filters": 2', "cut short"),
        ('"kernel_size": [3, 3]', '"kernel_size": [29, 3]', "too large"),
        ('"kernel_size": [3, 3]', '"kernel_size": null', "is no size"),
        ('"strides": [9, 9]', '"strides": [9]', "is no size"),
        ('"flatten"', '"dropout"', "needs a flat input"),
        ('"output"', '"flatten"', "does not end with an output"),
        ('"layers"', '"players"', "names no layers"),
    ],
)
def test_what_is_inconsistent_is_refused(
    browser: ForwardPass, old: str, new: str, fault: str
) -> None:
    assert old in header()
    assert fault in refused(browser, with_header(header().replace(old, new)))


@pytest.mark.parametrize("text", ["{", "[1,", "\xff\xfe", ""])
def test_a_header_that_is_no_json_is_refused(browser: ForwardPass, text: str) -> None:
    assert "header cannot be read" in refused(browser, with_header(text))


@pytest.mark.parametrize("text", ["null", "[1]", "{}", "7"])
def test_a_header_of_no_version_is_refused(browser: ForwardPass, text: str) -> None:
    assert "of version undefined" in refused(browser, with_header(text))


def test_more_outputs_than_a_browser_holds_are_refused(browser: ForwardPass) -> None:
    wide = Conv2D(filters=70_000, kernel_size=(1, 1))
    data = payload(Architecture(layers=(wide, GlobalAveragePooling2D(), Output())))
    assert "too large for a browser" in refused(browser, data)
    half = Conv2D(filters=35_000, kernel_size=(1, 1))
    layers = (half, ActivationLayer(), GlobalAveragePooling2D(), Output())
    assert "too large for a browser" in refused(browser, payload(Architecture(layers=layers)))


def test_every_number_of_16_bits_is_read() -> None:
    with MiniRacer() as engine:
        engine.eval(joined(*FORWARD))
        values = engine.eval(
            "(all = Float32Array.from({ length: 65536 }, (_, i) => fromHalf(i))).buffer"
        )
        expected = np.arange(65_536, dtype=np.uint16).view(np.float16).astype(np.float32)
        np.testing.assert_array_equal(np.frombuffer(values, np.float32), expected)


def test_weights_and_classes_are_told(browser: ForwardPass) -> None:
    for data in (payload(ARTICLE), in_half(payload(ARTICLE))):
        browser.load(data)
        assert browser.ask("network.weights") == 96_844
        assert browser.ask("network.classes") == list("0123456789")


def test_an_empty_and_a_full_image_have_outputs(browser: ForwardPass) -> None:
    browser.load(payload(ARTICLE))
    ends = np.array([np.zeros((28, 28)), np.full((28, 28), 255)], np.uint8)
    np.testing.assert_allclose(browser.probabilities(ends).sum(axis=1), 1, rtol=1e-6)

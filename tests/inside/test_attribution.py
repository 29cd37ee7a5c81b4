"""Attributions as bytes, and what is told about their completeness."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnn_core import npz
from cnn_core.inside.attribution import MAX_BYTES, NO_MAPS, Attribution, NpzError, last_maps
from cnn_core.layers import Conv2D, Dense, Flatten, GlobalAveragePooling2D, MaxPooling2D, Output

LAYERS = (MaxPooling2D(), Conv2D(), Conv2D(), Flatten(), Output())
SOUND = Attribution(
    outputs=np.linspace(0, 1, 10, dtype=np.float32),
    label=3,
    logit=5.0,
    black_logit=1.0,
    heat=np.eye(28, dtype=np.float32),
    layer=2,
    shares=np.full((28, 28), 4 / 784, np.float32),
    steps=64,
)


def changed(**arrays: np.ndarray) -> bytes:
    """The bytes of SOUND with some arrays replaced."""
    return npz.pack({**npz.read(SOUND.to_bytes(), MAX_BYTES), **arrays})


def test_bytes_and_back() -> None:
    read = Attribution.from_bytes(SOUND.to_bytes(), LAYERS)
    assert len(SOUND.to_bytes()) < 8_000
    for name in ("outputs", "heat", "shares"):
        np.testing.assert_array_equal(getattr(read, name), getattr(SOUND, name))
    for name in ("label", "logit", "black_logit", "layer", "steps"):
        assert getattr(read, name) == getattr(SOUND, name)
    assert read.answer == 9


@pytest.mark.parametrize(
    ("total", "black_logit", "error", "complete"),
    [
        (4.0, 1.0, 0.0, True),
        (4.03, 1.0, 0.0075, True),
        (3.0, 1.0, 0.25, False),
        (-4.0, 9.0, 0.0, True),
        (0.0, 5.0, 0.0, True),
        (1.0, 5.0, float("inf"), False),
    ],
)
def test_completeness_is_measured_by_the_difference_of_the_logits(
    total: float, black_logit: float, error: float, complete: bool
) -> None:
    shares = np.zeros((28, 28), np.float32)
    shares[0, :4] = total / 4
    each = replace(SOUND, shares=shares, black_logit=black_logit)
    assert each.completeness_error == pytest.approx(error, abs=1e-6)
    assert each.complete is complete


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no npz",
        SOUND.to_bytes()[:-30],
        changed(heat=np.zeros((28, 27), np.float32)),
        changed(heat=np.full((28, 28), -1, np.float32)),
        changed(shares=np.full((28, 28), np.nan, np.float32)),
        changed(outputs=np.zeros(9, np.float32)),
        changed(label=np.array(10)),
        changed(layer=np.array(3)),
        changed(layer=np.array(5)),
        changed(layer=np.array(NO_MAPS)),
        changed(steps=np.array(0)),
        changed(logit=np.array(np.inf)),
        changed(label=np.array("3")),
        changed(more=np.zeros(MAX_BYTES)),
    ],
)
def test_damaged_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(NpzError):
        Attribution.from_bytes(data, LAYERS)


def test_the_last_layer_that_gives_maps() -> None:
    assert last_maps(LAYERS) == 2
    assert last_maps((Flatten(), Dense(), Output())) == NO_MAPS
    assert last_maps((GlobalAveragePooling2D(), Output())) == NO_MAPS
    assert last_maps((Conv2D(kernel_size=(28, 28)), Flatten(), Output())) == 0

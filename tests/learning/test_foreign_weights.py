"""Arrays out of weights' files: what a layer has learnt, and files that lie."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import h5py
import keras
import numpy as np
import pytest
from keras import layers

from cnn_core import datasets
from cnn_core.foreign.chain import translated
from cnn_core.foreign.keras_file import ForeignError, read
from cnn_core.foreign.question import TakeIn
from cnn_core.learning.foreign_weights import adapted_scale, read_weights
from cnn_core.learning.take_in import take_in
from cnn_core.store import Store
from tests.keras_files import dense, image, keras_file, layer, sequential

MODEL = sequential([image(), layer("Flatten"), dense()])
KERNEL = np.zeros((784, 10), np.float32)
BIAS = np.zeros(10, np.float32)
Change = Callable[[h5py.Group], None]


def weights_file(change: Change) -> bytes:
    held = BytesIO()
    with h5py.File(held, "w") as file:
        group = file.create_group("layers/dense/vars")
        group["0"], group["1"] = KERNEL, BIAS
        change(group)
    return held.getvalue()


def fault(data: bytes) -> str:
    found = read(keras_file(MODEL, data))
    with pytest.raises(ForeignError) as error:
        read_weights(found.weights, translated(found.layers))
    assert "\n" not in str(error.value)
    return str(error.value)


def replaced(name: str, **how: Any) -> Change:
    def change(group: h5py.Group) -> None:
        del group[name]
        group.create_dataset(name, **how)

    return change


def linked(link: object) -> Change:
    def change(group: h5py.Group) -> None:
        del group["0"]
        group["0"] = link

    return change


def virtual(group: h5py.Group) -> None:
    del group["1"]
    layout = h5py.VirtualLayout((10,), np.float32)
    layout[:] = h5py.VirtualSource("/etc/passwd", "x", (10,))
    group.create_virtual_dataset("1", layout)


def hung_elsewhere(group: h5py.Group) -> None:
    del group.file["layers"]["dense"]
    group.file["layers"]["dense"] = h5py.ExternalLink("/etc/passwd", "/x")


def test_a_plain_file_is_read() -> None:
    found = read(keras_file(MODEL, weights_file(lambda group: None)))
    arrays = read_weights(found.weights, translated(found.layers))
    assert [[array.shape for array in each] for each in arrays] == [[], [(784, 10), (10,)]]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (linked(h5py.ExternalLink("/etc/passwd", "/x")), "Received: a ExternalLink"),
        (linked(h5py.SoftLink("/layers/dense/vars/1")), "Received: a SoftLink"),
        (hung_elsewhere, "Received: a ExternalLink"),
        (virtual, "not stored as plain arrays"),
        (
            replaced("1", shape=(10,), dtype="<f4", external=[("/etc/passwd", 0, 40)]),
            "not stored as plain arrays",
        ),
        (replaced("1", data=BIAS, chunks=(10,), compression="gzip"), "not stored as plain"),
        (replaced("1", shape=(10**9,), dtype="<f4"), "expected float32 of shape (10,)"),
        (replaced("1", data=BIAS.astype(np.float64)), "Received: float64"),
        (replaced("1", data=BIAS + np.nan), "a number that is none"),
        (replaced("1", data=BIAS - np.inf), "is infinite"),
        (replaced("0", data=KERNEL.T), "of shape (784, 10). Received"),
        (lambda group: group.pop("1"), "expected '1' in it. Received: nothing"),
        (lambda group: group.file.pop("layers"), "holds no layers' weights"),
    ],
)
def test_weights_that_are_not_those_of_the_layers_are_refused(change: Change, told: str) -> None:
    assert told in fault(weights_file(change))


@pytest.mark.parametrize("data", [b"", b"garbage" * 100, weights_file(lambda group: None)[:900]])
def test_what_is_no_weights_file_is_refused(data: bytes) -> None:
    assert "model.weights.h5 cannot be read" in fault(data)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"garbage", "cannot be read"),
        (weights_file(replaced("0", data=KERNEL + np.float32(3e38))), "what is no number"),
    ],
)
def test_nothing_stays_of_a_file_that_is_refused(
    store: Store, tmp_path: Path, data: bytes, told: str
) -> None:
    file = tmp_path / "bad.keras"
    file.write_bytes(keras_file(MODEL, data))
    asked = TakeIn(file=str(file), name="theirs", dataset="mnist", pixels="auto")
    with pytest.raises(ForeignError, match=told):
        take_in(store, asked, lambda share: None)
    assert store.runs() == []


@pytest.mark.parametrize(
    ("shape", "axis"),
    [
        ((28, 28, 1), -1),
        ((28, 28, 1), (1, 2, 3)),
        ((28, 28), None),
        ((28, 28), (2, 1)),
        ((784,), -1),
    ],
)
def test_a_scale_that_was_learnt_is_read(
    tmp_path: Path, shape: tuple[int, ...], axis: int | tuple[int, ...] | None
) -> None:
    pixels = datasets.sample("mnist", 100).pixels.astype(np.float32)
    scale = layers.Normalization(axis=axis)
    scale.adapt(pixels.reshape(-1, *shape))
    between = [layers.Flatten()] if len(shape) > 1 else []
    net = keras.Sequential([keras.Input(shape), scale, *between, layers.Dense(10)])
    file = tmp_path / "adapted.keras"
    net.save(file)
    found = read(file.read_bytes())
    ours = adapted_scale(found.weights, translated(found.layers))
    expected = np.asarray(scale(pixels.reshape(-1, *shape))).reshape(-1, 28, 28, 1)
    np.testing.assert_allclose(ours.apply(pixels.astype(np.uint8)), expected, rtol=1e-4, atol=1e-4)

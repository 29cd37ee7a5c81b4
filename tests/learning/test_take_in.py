"""Networks of others, made and trained by Keras itself, taken in; and weights' files that lie."""

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
from cnn_core.learning import checkpoint, network, outcome, reevaluation
from cnn_core.learning.foreign_weights import read_weights
from cnn_core.learning.opened import Opened
from cnn_core.learning.state import fresh
from cnn_core.learning.take_in import take_in
from cnn_core.normalization import Normalization
from cnn_core.payload import unpack
from cnn_core.records import State
from cnn_core.store import Claim, Store
from tests.keras_files import dense, image, keras_file, layer, sequential
from tests.learning.tiny import RANDOM

IMAGES = 32


def of_every_kind() -> keras.Model:
    """With arrays that are not 0 or 1 wherever Keras begins with those."""
    net = keras.Sequential(
        [
            keras.Input((28, 28, 1)),
            layers.Rescaling(1 / 127.5, offset=-1),
            layers.Conv2D(3, 3, strides=2, padding="same", activation="elu"),
            layers.Conv2D(4, (3, 2), use_bias=False),
            layers.BatchNormalization(scale=False),
            layers.ReLU(),
            layers.BatchNormalization(center=False),
            layers.MaxPooling2D(),
            layers.Dropout(0.3),
            layers.AveragePooling2D((2, 1), padding="same"),
            layers.Conv2D(5, 1, activation="selu"),
            layers.Flatten(),
            layers.Dense(6, activation="tanh"),
            layers.Dense(10),
            layers.Softmax(),
        ]
    )
    rng = np.random.default_rng(0)
    net.set_weights([rng.uniform(0.1, 0.5, each.shape) for each in net.get_weights()])
    return net


def saved(model: keras.Model, folder: Path) -> Path:
    file = folder / "theirs.keras"
    model.save(file)
    return file


def asked(file: Path, **changes: Any) -> TakeIn:
    return TakeIn.model_validate(
        {"file": str(file), "name": "theirs", "dataset": "mnist", "pixels": "auto"} | changes
    )


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A network that reads pixels of 0 to 1."""
    net = keras.Sequential([keras.Input((28, 28)), layers.Flatten(), layers.Dense(10)])
    images = datasets.sample("mnist", 2000)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    net.compile("adam", loss)
    net.fit(images.pixels / np.float32(255), images.labels, epochs=3, verbose=0)
    return saved(net, tmp_path_factory.mktemp("theirs"))


def test_it_answers_as_keras_own_loading_does(store: Store, tmp_path: Path) -> None:
    file = saved(of_every_kind(), tmp_path)
    taken = take_in(store, asked(file), lambda share: None)
    images = datasets.load_test("mnist").pixels[:IMAGES, ..., np.newaxis].astype(np.float32)
    theirs = keras.saving.load_model(file).predict(images, verbose=0)
    payload = store.artifact(taken.run, "payload")
    last = len(unpack(payload).header.layers) - 1
    ours = Opened(payload).outputs(last)(images, training=False)
    np.testing.assert_allclose(ours, theirs, rtol=1e-4, atol=1e-6)
    model = outcome.load_model(store.artifact(taken.run, "model"))
    np.testing.assert_allclose(model(images), theirs, rtol=1e-4, atol=1e-6)
    assert any("without bias" in sentence for sentence in taken.told)
    run = store.run(taken.run)
    assert (run.state, run.name, store.points(run.id)) == (State.FINISHED, "theirs", [])
    assert run.result.test_images == 10_000
    assert store.labels.of(run.id).note == "\n".join(taken.told)


def test_a_model_of_ours_comes_back_to_the_bit(store: Store, tmp_path: Path) -> None:
    ours = network.build(RANDOM, seed=3)
    mean, deviation = np.random.default_rng(0).uniform(1, 99, (2, 28, 28)).astype(np.float32)
    file = tmp_path / "model.keras"
    file.write_bytes(outcome.model_file(ours, Normalization(mean, deviation)))
    taken = take_in(store, asked(file), lambda share: None)
    back = unpack(store.artifact(taken.run, "payload"))
    arrays = [array for group in back.tensors for array in group]
    for array, expected in zip(arrays, ours.get_weights(), strict=True):
        np.testing.assert_array_equal(array, expected)
    np.testing.assert_array_equal(back.normalization.mean, mean)
    np.testing.assert_allclose(back.normalization.deviation, deviation, rtol=1e-6)
    assert "does not expect" in taken.told[-1]
    begins = fresh(store.run(taken.run).spec).model
    checkpoint.restore_weights(store.artifact(taken.run, "initial"), begins)
    np.testing.assert_array_equal(begins.get_weights()[0], ours.get_weights()[0])


def test_what_its_pixels_are_is_found_out(store: Store, trained: Path) -> None:
    taken = take_in(store, asked(trained), lambda share: None)
    assert taken.told[0].startswith("Its pixels are taken as 0 to 1. Of 1,000 test images, ")
    loss = store.run(taken.run).result.test_loss
    raw = take_in(store, asked(trained, pixels="raw"), lambda share: None)
    assert raw.told[0].startswith("Its pixels are taken as 0 to 255. Of 1,000 test images, ")
    assert store.run(raw.run).result.test_loss > 10 * loss
    payload, before = store.artifact(raw.run, "payload"), store.run(raw.run).result
    assert unpack(payload).normalization.deviation == 1
    reevaluation.evaluate(store, Claim(raw.run, 0))  # it can be tested again
    assert store.run(raw.run).result.test_accuracy == before.test_accuracy
    assert store.artifact(raw.run, "payload") == payload


# ---------------------------------------------------------------- weights' files that lie

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
    with pytest.raises(ForeignError, match=told):
        take_in(store, asked(file), lambda share: None)
    assert store.runs() == []

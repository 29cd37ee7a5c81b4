"""Each format, loaded by its own runtime, against the network as Keras computes it."""

from __future__ import annotations

import sys
import zipfile
from functools import cache
from pathlib import Path
from typing import get_args

import keras
import numpy as np
import pytest
import tensorflow as tf

from cnn_core.conversion import SAME, ConversionError, Convert, Kind
from cnn_core.keras_code import keras_code
from cnn_core.layers import (
    ActivationLayer,
    Architecture,
    AveragePooling2D,
    BatchNormalization,
    ClusterDistances,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    MaxPooling2D,
    Output,
)
from cnn_core.learning import export, network, outcome
from cnn_core.learning.devices import dtype_policy
from cnn_core.learning.export import IMAGES, IN_32_BITS, Source, check, write
from cnn_core.learning.state import fresh
from cnn_core.normalization import Normalization
from cnn_core.spec import Hardware, RunSpec
from cnn_core.store import Store
from tests.learning.test_prediction import with_model
from tests.learning.tiny import TINY

MIXED = Hardware(mixed_precision=True)
SPECS = {
    "all but three kinds": RunSpec(
        architecture=Architecture(
            layers=(
                Conv2D(filters=5, strides=(2, 2), padding="same", activation="selu"),
                BatchNormalization(),
                ActivationLayer(activation="elu"),
                # Strides over the last column and row: LiteRT's default delegate needs help.
                Conv2D(filters=4, kernel_size=(1, 3), strides=(2, 2), padding="same"),
                MaxPooling2D(pool_size=(3, 3), strides=(1, 2), padding="same"),
                Conv2D(filters=6, kernel_size=(1, 1), strides=(2, 1), activation="tanh"),
                AveragePooling2D(pool_size=(2, 3), strides=(1, 1), padding="same"),
                Dropout(),
                GlobalAveragePooling2D(),
                Dense(units=7, activation="sigmoid"),
                Output(activation="sigmoid"),
            )
        )
    ),
    "clusters": RunSpec(
        architecture=Architecture(
            layers=(ClusterDistances(clusters=6), BatchNormalization(), Output())
        ),
        hardware=MIXED,
    ),
    "mixed precision": RunSpec(
        architecture=Architecture(
            layers=(Conv2D(filters=3, strides=(3, 3)), MaxPooling2D(), Flatten(), Output())
        ),
        hardware=MIXED,
    ),
}
KINDS: tuple[Kind, ...] = get_args(Kind)
ROUNDING = 2e-5
"""Sums in another order, under output weights that are large where a hidden layer hardly varies."""
RAW = np.random.default_rng(5).integers(0, 256, (30, 28, 28, 1)).astype(np.float32)


def normalization(per_pixel: bool) -> Normalization:
    if not per_pixel:
        return Normalization(np.array(33.3, np.float32), np.array(78.6, np.float32))
    rng = np.random.default_rng(1)
    mean = rng.uniform(0, 255, (28, 28)).astype(np.float32)
    return Normalization(mean, rng.uniform(30, 90, (28, 28)).astype(np.float32))


@cache
def source(name: str, seed: int = 3) -> Source:
    """A network of random weights whose answers differ from image to image."""
    spec = SPECS[name]
    model = network.build(spec.architecture, seed, dtype_policy(spec.hardware))
    rng = np.random.default_rng(seed)
    for layer in model.layers[1:-1]:
        layer.set_weights([random_array(array.shape, rng) for array in layer.get_weights()])
    fitted = normalization(per_pixel=name == "all but three kinds")
    spread_answers(model, fitted.apply(RAW[..., 0]), rng)
    return Source(network.with_normalization(model, fitted), spec)


def random_array(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    """A kernel around 0, or a vector around 1, as a variance could be."""
    if len(shape) == 1:
        return rng.uniform(0.5, 1.5, shape)
    return rng.normal(0, np.prod(shape[:-1]) ** -0.5, shape)


def spread_answers(model: keras.Model, images: np.ndarray, rng: np.random.Generator) -> None:
    """Give the output layer weights by which no class is sure of all images."""
    last = model.layers[-1]
    hidden = keras.Model(model.inputs, last.input).predict(images, verbose=0)
    kernel = rng.normal(0, 1, (hidden.shape[1], 10))
    kernel /= (hidden @ kernel).std(axis=0)
    last.set_weights([kernel, -(hidden @ kernel).mean(axis=0)])


def written(name: str, kind: Kind, folder: Path) -> Path:
    path = folder / f"run-7{export.FORMATS[kind].ending}"
    write(source(name), kind, path)
    return path


@cache
def expected(name: str, plain: bool = False) -> np.ndarray:
    """By Keras; `plain`: in 32 bits, where the format's runtime has nothing else."""
    of = source(name)
    if not plain:
        outputs: np.ndarray = of.model.predict(RAW, verbose=0)
        assert outputs.std(axis=0).min() > 0.01
        return outputs
    network_in_32 = network.build(SPECS[name].architecture, 0)
    network_in_32.set_weights(of.model.get_weights())
    return network_in_32.predict((RAW - of.mean) / of.deviation, verbose=0)


def by_keras(path: Path) -> np.ndarray:
    return keras.saving.load_model(path, safe_mode=True).predict(RAW, verbose=0)


def by_tensorflow(path: Path) -> np.ndarray:
    with zipfile.ZipFile(path) as archive:
        archive.extractall(path.parent)
    loaded = tf.saved_model.load(str(path.parent / "run-7"))
    return loaded.serve(RAW).numpy()


def by_litert(path: Path) -> np.ndarray:
    interpreter = tf.lite.Interpreter(str(path))
    interpreter.allocate_tensors()
    (into,), (out,) = interpreter.get_input_details(), interpreter.get_output_details()
    outputs = []
    for image in RAW:
        interpreter.set_tensor(into["index"], image[np.newaxis])
        interpreter.invoke()
        outputs.append(interpreter.get_tensor(out["index"])[0])
    return np.array(outputs)


def by_onnx(path: Path) -> np.ndarray:
    onnxruntime = pytest.importorskip("onnxruntime")
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["probabilities"], {"pixels": RAW})[0]


BY_RUNTIME = {
    "keras": by_keras,
    "savedmodel": by_tensorflow,
    "litert": by_litert,
    "onnx": by_onnx,
}


@pytest.mark.filterwarnings("ignore:.*tf.lite.Interpreter is deprecated:UserWarning")
@pytest.mark.parametrize("name", SPECS)
@pytest.mark.parametrize("kind", BY_RUNTIME)
def test_a_file_gives_the_networks_answers_in_its_own_runtime(
    kind: Kind, name: str, tmp_path: Path
) -> None:
    if kind == "onnx":
        pytest.importorskip("tf2onnx")
    path = written(name, kind, tmp_path)
    np.testing.assert_allclose(
        BY_RUNTIME[kind](path), expected(name, kind in IN_32_BITS), atol=ROUNDING
    )
    checked = check(source(name), kind, path, RAW)
    assert checked.images == len(RAW)
    assert checked.difference < ROUNDING
    mixed = kind in IN_32_BITS and SPECS[name].hardware.mixed_precision
    assert checked.note.startswith("The file computes in 32 bits") == mixed


@pytest.mark.filterwarnings("ignore:.*Skipping variable loading for optimizer:UserWarning")
@pytest.mark.parametrize("name", SPECS)
def test_weights_fit_the_network_of_the_keras_code(name: str, tmp_path: Path) -> None:
    path = written(name, "weights", tmp_path)
    program: dict[str, keras.Model] = {}
    try:
        exec(keras_code(SPECS[name]).replace("model.summary()", ""), program)
    finally:
        keras.config.set_dtype_policy("float32")
    program["model"].load_weights(path)
    of = source(name)
    received = program["model"].predict((RAW - of.mean) / of.deviation, verbose=0)
    np.testing.assert_allclose(received, expected(name), atol=ROUNDING)
    checked = check(of, "weights", path, RAW)
    assert checked.difference == 0
    scalar = "Images are normalised first: (pixel − 33.3) / 78.6."
    assert (checked.note == scalar) == (of.mean.size == 1)


def test_a_file_of_another_network_is_found_out(tmp_path: Path) -> None:
    path = tmp_path / "other.keras"
    write(source("mixed precision", seed=4), "keras", path)
    checked = check(source("mixed precision"), "keras", path, RAW)
    assert checked.difference > 100 * SAME
    assert "gives other answers to 30 test images" in checked.sentence


def test_without_its_runtime_a_file_is_not_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    checked = check(source("mixed precision"), "onnx", Path("run-7.onnx"), RAW)
    assert checked.sentence.startswith("Not checked: onnxruntime is not installed here. The file ")


def test_a_model_of_other_layers_is_told() -> None:
    with pytest.raises(ConversionError, match="does not have the layers"):
        Source(source("clusters").model, SPECS["mixed precision"])


def test_what_cannot_be_written_is_told(store: Store, tmp_path: Path) -> None:
    run = with_model(store, "tiny", outcome.model_file(fresh(TINY).model, normalization(False)))
    job = Convert(run=run, kind="keras", file=str(tmp_path / "missing" / "run-1.keras"))
    with pytest.raises(ConversionError, match="cannot be written as Keras model"):
        export.convert(store, job, print)
    kept = job.model_copy(update={"file": str(tmp_path / "run-1.keras")})
    checked = export.convert(store, kept, print)
    assert (checked.images, checked.difference) == (IMAGES, 0)


def test_answers_that_are_no_numbers_are_told(tmp_path: Path) -> None:
    spoiled = source("mixed precision", seed=5)
    spoiled.trained.layers[-1].kernel.assign(spoiled.trained.layers[-1].kernel * np.nan)
    with pytest.raises(ConversionError, match="no numbers"):
        check(spoiled, "keras", tmp_path / "none", RAW)


def test_a_dataset_that_is_not_here_is_no_obstacle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export.datasets, "available", lambda name: "It is not here.")
    images = export.pixels_to_check("fashion_mnist")
    assert images.shape == (IMAGES, 28, 28, 1)
    assert (images.min(), images.max()) == (0, 255)

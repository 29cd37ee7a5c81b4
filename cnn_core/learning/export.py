"""A run's saved model as the files of other runtimes, each loaded again and checked."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

import keras
import numpy as np
import tensorflow as tf

from cnn_core import datasets
from cnn_core.conversion import Checked, ConversionError, Convert, Kind
from cnn_core.formats import FORMATS
from cnn_core.learning import devices, runtimes
from cnn_core.learning.answers import NO_NUMBERS
from cnn_core.learning.plain_network import cropped, rebuilt, shift_and_scale
from cnn_core.learning.prediction import saved_model
from cnn_core.learning.state import Array
from cnn_core.machine import fixed_threads
from cnn_core.spec import INPUT_SHAPE, Hardware, RunSpec
from cnn_core.store import Store

IMAGES = 1000
"""That the file and the network must answer alike."""
IN_32_BITS = ("litert", "onnx")
"""Formats whose runtimes do not compute convolutions in bfloat16."""
ONE_IMAGE = keras.InputSpec(shape=(1, *INPUT_SHAPE), dtype="float32", name="pixels")
PIXELS = tf.TensorSpec((None, *INPUT_SHAPE), tf.float32, name="pixels")


def convert(store: Store, job: Convert, progress: Callable[[float], None]) -> Checked:
    """Write the file that the job names, load it again and compare its answers.

    Needs a fresh process. Raises StoreError, CheckpointError, ConversionError.
    """
    devices.configure(fixed_threads(Hardware()))
    run = store.run(job.run)
    source = Source(saved_model(store, job.run), run.spec)
    path = Path(job.file)
    progress(0.2)
    try:
        write(source, job.kind, path)
    except Exception as error:  # converters raise what they like
        reason = str(error).partition("\n")[0]
        title = FORMATS[job.kind].title
        fault = f"This network cannot be written as {title} ({reason})."
        raise ConversionError(fault) from error
    progress(0.6)
    return check(source, job.kind, path, pixels_to_check(run.spec.data.dataset))


class Source:
    """The network that is taken away, as Keras computes it. Raises ConversionError."""

    def __init__(self, model: keras.Model, spec: RunSpec) -> None:
        self.model = model
        """On raw pixels, float32 (batch, 28, 28, 1)."""
        self.policy = devices.dtype_policy(spec.hardware)
        self.trained = rebuilt(model, spec.architecture, self.policy)
        """On normalised images; this and `plain` are made anew, without the file's own parts."""
        self.plain = rebuilt(model, spec.architecture)
        """The same wholly in 32 bits."""
        self.mean, self.deviation = shift_and_scale(model)

    def normalized(self, pixels: Array) -> Array:
        """What the networks take for raw pixels (n, 28, 28, 1)."""
        return (pixels - self.mean) / self.deviation


def write(source: Source, kind: Kind, path: Path) -> None:
    """Write the file, which takes raw pixels, unless it holds weights alone."""
    match kind:
        case "keras":
            source.model.save(path)
        case "weights":
            source.model.save_weights(path)
        case "savedmodel":
            _write_savedmodel(source, path)
        case "litert":
            on_pixels = cropped(source.model, source.plain)
            on_pixels.export(path, format="litert", verbose=False, input_signature=[ONE_IMAGE])
        case "onnx":
            _write_onnx(source, path)


def check(source: Source, kind: Kind, path: Path, pixels: Array) -> Checked:
    """Compare the file's answers to raw pixels (n, 28, 28, 1) with those of the network.

    Raises ConversionError for a network whose answers are no numbers.
    """
    images = source.normalized(pixels)
    trained = runtimes.answers(source.trained, images)
    if not np.isfinite(trained).all():
        raise ConversionError(NO_NUMBERS)
    expected = runtimes.answers(source.plain, images) if kind in IN_32_BITS else trained
    note = _note(source, kind, _difference(expected, trained))
    try:
        runtime, received = _answers(source, kind, path, pixels)
    except ModuleNotFoundError:
        return Checked(runtime="onnxruntime", images=0, note=note)
    return Checked(
        runtime=runtime,
        images=len(pixels),
        difference=_difference(expected, received),
        note=note,
    )


def pixels_to_check(dataset: datasets.Dataset) -> Array:
    """Raw pixels, float32 (1000, 28, 28, 1); of MNIST where the dataset is not on this machine,
    as any images show whether two networks are the same."""
    there = datasets.available(dataset) is None
    images = datasets.load_test(dataset if there else "mnist")
    return images.pixels[:IMAGES, ..., np.newaxis].astype(np.float32)


def _answers(source: Source, kind: Kind, path: Path, pixels: Array) -> tuple[str, Array]:
    """The runtime's name and the file's answers (n, 10)."""
    match kind:
        case "keras":
            return f"Keras {keras.__version__}", runtimes.by_keras(path, pixels)
        case "weights":
            images = source.normalized(pixels)
            blank = keras.models.clone_model(source.trained)
            return f"Keras {keras.__version__}", runtimes.by_weights(path, blank, images)
        case "savedmodel":
            return f"TensorFlow {tf.__version__}", runtimes.by_tensorflow(path, pixels)
        case "litert":
            return f"LiteRT of TensorFlow {tf.__version__}", runtimes.by_litert(path, pixels)
        case "onnx":
            return f"ONNX Runtime {version('onnxruntime')}", runtimes.by_onnx(path, pixels)


def _note(source: Source, kind: Kind, precision: float) -> str:
    if kind == "weights":
        return f"Images are normalised first: {_formula(source)}."
    if precision:
        return (
            "The file computes in 32 bits throughout, the run partly in 16: that alone changes a "
            f"probability by up to {precision:.2g}."
        )
    return ""


def _formula(source: Source) -> str:
    if source.mean.size > 1:
        return "each pixel by a mean and a deviation of its own, which are in the .keras file"
    mean, deviation = source.mean.item(), source.deviation.item()
    return f"(pixel − {mean:.7g}) / {deviation:.7g}" if mean else f"pixel / {deviation:.7g}"


def _difference(one: Array, other: Array) -> float:
    return float(np.abs(one - other).max())


def _write_savedmodel(source: Source, path: Path) -> None:
    """A zip of a folder that is named as the file."""
    with TemporaryDirectory(dir=path.parent) as folder:
        root = Path(folder, path.name.partition(".")[0])
        source.model.export(root, format="tf_saved_model", verbose=False)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(root.rglob("*")):
                archive.write(file, file.relative_to(folder))


def _write_onnx(source: Source, path: Path) -> None:
    """By a function of our own: as captured constants, Keras' normalisation would become inputs."""
    import tf2onnx

    def compute(pixels: tf.Tensor) -> dict[str, tf.Tensor]:
        return {"probabilities": source.plain(source.normalized(pixels), training=False)}

    function = tf.function(compute, input_signature=[PIXELS])
    tf2onnx.convert.from_function(function, [PIXELS], output_path=str(path))

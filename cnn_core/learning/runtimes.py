"""What a file answers to images when its own runtime has loaded it again."""

from __future__ import annotations

import warnings
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory

import keras
import numpy as np
import tensorflow as tf

from cnn_core.learning.state import Array

BATCH = 250


def by_keras(path: Path, pixels: Array) -> Array:
    """Answers (n, 10) of a .keras file to raw pixels, float32 (n, 28, 28, 1), as all here."""
    model = keras.saving.load_model(path, compile=False, safe_mode=True)
    return answers(model, pixels)


def by_weights(path: Path, fresh: keras.Model, normalized: Array) -> Array:
    """Answers of a fresh network that takes its weights from the file; its images: normalised."""
    fresh.load_weights(path)
    return answers(fresh, normalized)


def by_tensorflow(path: Path, pixels: Array) -> Array:
    """Answers of a SavedModel whose folder is zipped."""
    with TemporaryDirectory() as folder:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
        (root,) = Path(folder).iterdir()
        loaded = tf.saved_model.load(str(root))
        output: Array = loaded.serve(pixels).numpy()
    return output


def by_litert(path: Path, pixels: Array) -> Array:
    """Answers of a .tflite file, which takes an image at a time."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of another package for it, to come
        interpreter = tf.lite.Interpreter(str(path))
    runner = interpreter.get_signature_runner()
    (name,) = runner.get_input_details()
    outputs = [next(iter(runner(**{name: image[None]}).values())) for image in pixels]
    return np.concatenate(outputs)


def by_onnx(path: Path, pixels: Array) -> Array:
    """Answers of an .onnx file. Raises ImportError where onnxruntime is not installed."""
    import onnxruntime

    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    output: Array = session.run(None, {session.get_inputs()[0].name: pixels})[0]
    return output


def answers(model: keras.Model, images: Array) -> Array:
    """Outputs (n, 10) of a model for the images (n, 28, 28, 1) that it takes.

    Compiled, as it was trained: step by step, 16-bit numbers are rounded at other places.
    """
    compute = tf.function(lambda batch: model(batch, training=False), reduce_retracing=True)
    starts = range(0, len(images), BATCH)
    return np.concatenate([compute(images[start : start + BATCH]).numpy() for start in starts])

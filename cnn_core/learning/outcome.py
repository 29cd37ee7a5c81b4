"""What is known when training has ended: the model as a file, the test figures, the result."""

from __future__ import annotations

import zipfile
from math import isfinite
from pathlib import Path
from tempfile import TemporaryDirectory

import keras
import tensorflow as tf

from cnn_core.datasets import Normalization, Split
from cnn_core.learning import devices, network
from cnn_core.learning.checkpoint import CheckpointError
from cnn_core.learning.evaluation import Scores
from cnn_core.learning.progress import Progress
from cnn_core.result import Result

MODEL_BYTES = 2_000_000_000
"""Largest size of a saved model, unpacked, that is loaded."""


def model_file(model: keras.Model, normalization: Normalization) -> bytes:
    """The artifact "model": a .keras file whose input is raw pixels, float32 (batch, 28, 28, 1)."""
    on_pixels = network.with_normalization(model, normalization)
    with TemporaryDirectory() as folder:
        path = Path(folder, "model.keras")
        on_pixels.save(path)
        return path.read_bytes()


def load_model(data: bytes) -> keras.Model:
    """A model saved by `model_file`. Raises CheckpointError if it is too large or damaged."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "model.keras")
        path.write_bytes(data)
        try:
            with zipfile.ZipFile(path) as archive:
                size = sum(entry.file_size for entry in archive.infolist())
            if size > MODEL_BYTES:
                raise CheckpointError(f"The model is too large to load: {size:,} bytes.")
            return keras.saving.load_model(path, compile=False, safe_mode=True)
        except (zipfile.BadZipFile, ValueError, TypeError, KeyError, OSError) as error:
            reason = str(error).partition("\n")[0]
            raise CheckpointError(f"The model cannot be loaded ({reason}).") from error


def result(
    scores: Scores,
    progress: Progress,
    split: Split,
    *,
    weights: int,
    device: str,
    restored: bool,
) -> Result:
    """Test figures and circumstances. `restored`: the best epoch's weights were put back."""
    images = progress.epoch * len(split.train) + progress.images
    training_seconds = progress.seconds - progress.validation_seconds
    intra, inter = devices.threads()
    return Result(
        test_accuracy=scores.accuracy,
        test_loss=scores.loss if isfinite(scores.loss) else None,
        test_images=len(scores.labels),
        seconds=progress.seconds,
        epoch_seconds=tuple(progress.epoch_seconds),
        images_per_second=images / training_seconds if training_seconds > 0 else 0.0,
        device=device,
        intra_op_threads=intra,
        inter_op_threads=inter,
        weights=weights,
        best_epoch=progress.best_epoch,
        restored_best=restored,
        tensorflow=tf.__version__,
        keras=keras.__version__,
    )

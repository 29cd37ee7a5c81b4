"""The state of a training as bytes: a zip of arrays (npz) and one JSON entry, no pickle."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import IO, Any

import keras
import numpy as np
from pydantic import ValidationError

from cnn_core.learning.progress import Progress
from cnn_core.learning.state import Array, TrainingState

PROGRESS = "progress.json"
PROGRESS_BYTES = 1_000_000


class CheckpointError(Exception):
    """The bytes are not a checkpoint of this network; the message is one sentence."""


class NotFiniteError(Exception):
    """A weight is infinite or not a number: such a state is not worth keeping."""


def save(state: TrainingState) -> bytes:
    """All that a training needs to go on as if it had not been interrupted.

    Raises NotFiniteError.
    """
    weights = _values(state.model.variables)
    if not all(np.isfinite(value).all() for value in weights):
        raise NotFiniteError
    groups = {"model": weights, "optimizer": _values(state.optimizer.variables)}
    if state.best_weights is not None:
        groups["best"] = state.best_weights
    return _pack(groups, state.progress)


def restore(data: bytes, state: TrainingState) -> None:
    """Put what was saved into the state.

    Raises CheckpointError, with nothing changed, if shapes, types or entries are not the expected.
    """
    with _open(data) as archive:
        weights = _read(archive, "model", _values(state.model.variables))
        slots = _read(archive, "optimizer", _values(state.optimizer.variables))
        has_best = any(name.startswith("best/") for name in archive.namelist())
        best = _read(archive, "best", state.model.get_weights()) if has_best else None
        progress = _read_progress(archive)
    _assign(state.model.variables, weights)
    _assign(state.optimizer.variables, slots)
    state.progress, state.best_weights = progress, best


def read_progress(data: bytes) -> Progress:
    """The progress alone. Raises CheckpointError."""
    with _open(data) as archive:
        return _read_progress(archive)


def save_weights(model: keras.Model) -> bytes:
    """The model's variables alone: the initial weights, to which a run can be reset."""
    return _pack({"model": _values(model.variables)}, Progress())


def restore_weights(data: bytes, model: keras.Model) -> None:
    """Put variables saved by `save_weights` into the model. Raises CheckpointError."""
    with _open(data) as archive:
        weights = _read(archive, "model", _values(model.variables))
    _assign(model.variables, weights)


def _values(variables: Sequence[keras.Variable]) -> list[Array]:
    return [np.asarray(variable.numpy()) for variable in variables]


def _assign(variables: Sequence[keras.Variable], values: Sequence[Array]) -> None:
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)


def _pack(groups: dict[str, list[Array]], progress: Progress) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for group, values in groups.items():
            for index, value in enumerate(values):
                with archive.open(_entry(group, index), "w") as file:
                    np.lib.format.write_array(file, value, version=(1, 0), allow_pickle=False)
        archive.writestr(PROGRESS, progress.model_dump_json())
    return buffer.getvalue()


def _entry(group: str, index: int) -> str:
    return f"{group}/{index:04}.npy"


def _open(data: bytes) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(BytesIO(data))
    except zipfile.BadZipFile:
        raise CheckpointError("The checkpoint is damaged: it is not a zip file.") from None


def _read(archive: zipfile.ZipFile, group: str, expected: Sequence[Array]) -> list[Array]:
    """The group's arrays, each of the shape and type of the expected one."""
    found = sum(name.startswith(f"{group}/") for name in archive.namelist())
    if found != len(expected):
        raise CheckpointError(
            f"The checkpoint does not fit this network: expected {len(expected)} arrays of the "
            f"{group}. Received: {found}"
        )
    try:
        return [_read_array(archive, _entry(group, i), like) for i, like in enumerate(expected)]
    except (KeyError, ValueError, EOFError, zipfile.BadZipFile, NotImplementedError) as error:
        raise CheckpointError(f"The checkpoint is damaged ({error}).") from None


def _read_array(archive: zipfile.ZipFile, name: str, like: Array) -> Array:
    """Header first: nothing larger than expected is ever allocated."""
    with archive.open(name) as file:
        shape, dtype = _header(file)
        if shape != like.shape or dtype != like.dtype:
            raise CheckpointError(
                f"The checkpoint does not fit this network: expected {name} with shape "
                f"{like.shape} and type {like.dtype}. Received: {shape}, {dtype}"
            )
        return np.frombuffer(file.read(like.nbytes), like.dtype).reshape(like.shape)


def _header(file: IO[bytes]) -> tuple[tuple[int, ...], np.dtype[Any]]:
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError("an array of an unknown version")
    shape, in_columns, dtype = np.lib.format.read_array_header_1_0(file)
    if in_columns and len(shape) > 1:
        raise ValueError("an array stored by columns")
    return shape, dtype


def _read_progress(archive: zipfile.ZipFile) -> Progress:
    try:
        with archive.open(PROGRESS) as file:
            return Progress.model_validate_json(file.read(PROGRESS_BYTES))
    except (KeyError, ValidationError, zipfile.BadZipFile, NotImplementedError):
        raise CheckpointError("The checkpoint is damaged: its progress cannot be read.") from None

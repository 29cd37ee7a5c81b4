"""capsule.json: what a capsule says of itself beside the files of a packed run."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, ValidationError

from cnn_core import npz
from cnn_core.capsule.circumstances import History, Sha256
from cnn_core.faults import fault_lines
from cnn_core.frozen import Frozen
from cnn_core.npz import NpzError
from cnn_core.spec import SEEDS
from cnn_core.weights_digest import weights_digest

NAME = "capsule.json"
VERSION: Literal[1] = 1
MOST_INITIAL_BYTES = 200_000_000
"""Of initial weights, unpacked."""


class ManifestError(Exception):
    """The bytes are not of a capsule, or not of this version; the message is one sentence."""


class Manifest(Frozen):
    """What the capsule's other files do not say, and digests of its weights."""

    version: Literal[1] = VERSION
    seed: Annotated[int, Field(ge=0, lt=SEEDS)]
    """The spec's, told once more for readers."""
    history: History
    """Versions, processor, threads and data of each attempt."""
    initial_weights: Sha256 | None
    """Of the arrays of initial.npz; None where there are none."""
    last_weights: Sha256 | None
    """Of the network in payload.bin, see `cnn_core.weights_digest`; None where there is none."""

    def to_bytes(self) -> bytes:
        return self.model_dump_json(indent=2).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Manifest:
        """Raises ManifestError."""
        try:
            fields = json.loads(data)
        except (ValueError, RecursionError):
            raise ManifestError("It cannot be read as JSON.") from None
        version = fields.get("version") if isinstance(fields, dict) else None
        if version != VERSION or isinstance(version, bool):
            raise ManifestError(
                f"Expected a capsule of version {VERSION}. Received: {version!r:.20}"
            )
        try:
            return cls.model_validate_json(data)
        except ValidationError as error:
            raise ManifestError(fault_lines(error)[0]) from None


def manifest_of(seed: int, files: Mapping[str, bytes]) -> Manifest:
    """Of a run's artifacts by their names.

    Raises ManifestError, CircumstancesError and PayloadError where one is damaged.
    """
    return Manifest(
        seed=seed,
        history=History.from_bytes(files.get("circumstances")),
        initial_weights=initial_digest(files["initial"]) if "initial" in files else None,
        last_weights=weights_digest(files["payload"]) if "payload" in files else None,
    )


def check(manifest: Manifest, seed: int, files: Mapping[str, bytes]) -> None:
    """That the spec's seed and the artifacts are those that the capsule was packed with.

    Raises ManifestError.
    """
    if manifest.seed != seed:
        raise ManifestError(f"It was packed with the seed {manifest.seed}. Received: {seed}")
    for name, said, digest in (
        ("initial", manifest.initial_weights, initial_digest),
        ("payload", manifest.last_weights, weights_digest),
    ):
        if (said is None) != (name not in files):
            raise ManifestError(f"It tells of {name} weights that are not there, or not of some.")
        if said is not None and digest(files[name]) != said:
            raise ManifestError(f"The {name} weights are not those that it was packed with.")


def initial_digest(data: bytes) -> str:
    """SHA-256 of initial weights, as the artifact "initial" keeps them. Raises ManifestError."""
    try:
        arrays = npz.read(data, MOST_INITIAL_BYTES)
    except NpzError as error:
        raise ManifestError(f"initial.npz: {error}") from None
    names = sorted(name for name in arrays if name.startswith("model/"))
    return _digest(arrays[name] for name in names)


def _digest(arrays: Iterable[NDArray[Any]]) -> str:
    """Types and shapes count as well; numbers are taken little-endian."""
    digest = hashlib.sha256()
    for array in arrays:
        little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        digest.update(f"{little.dtype.str} {array.shape}".encode())
        digest.update(little.tobytes())
    return digest.hexdigest()

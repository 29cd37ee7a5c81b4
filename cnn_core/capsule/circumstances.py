"""Under what circumstances a run is trained: all that a result may depend on beside its spec.

The worker writes them down, for each attempt, as the run's artifact "circumstances".
"""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from cnn_core import sources
from cnn_core.datasets import Images
from cnn_core.faults import fault_lines
from cnn_core.frozen import Frozen
from cnn_core.machine import processor_name
from cnn_core.spec import RunSpec

ARTIFACT = "circumstances"
MOST = 100
"""Circumstances of one run: so many attempts that differ in them."""
Word = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Threads = Annotated[int, Field(ge=0, le=1024)]


class CircumstancesError(Exception):
    """The bytes are not circumstances; the message is one sentence."""


class Circumstances(Frozen):
    """Of one attempt. Versions are those of the worker's packages; "" where there is none."""

    python: Word
    numpy: Word
    tensorflow: Word
    keras: Word
    architecture: Word
    """Of the processor, such as x86_64."""
    processor: Word
    """The processor's name; "" where the system does not tell it."""
    intra_op_threads: Threads
    inter_op_threads: Threads
    dataset_files: Sha256
    """Of the dataset's files, one after the other."""
    training_images: Sha256 | None = None
    """Of the pixels that the run was fed, image by image as drawn, kept digits included; None
    before a worker has drawn them."""
    training_labels: Sha256 | None = None


class History(Frozen):
    """Of a run's attempts, in their order; equal ones in a row are told once."""

    attempts: Annotated[tuple[Circumstances, ...], Field(max_length=MOST)] = ()

    def with_attempt(self, now: Circumstances) -> History:
        """One attempt more."""
        known = self.attempts[-1:] == (now,)
        return self if known else History(attempts=(*self.attempts, now)[-MOST:])

    def to_bytes(self) -> bytes:
        """The artifact."""
        return self.model_dump_json(indent=2).encode()

    @classmethod
    def from_bytes(cls, data: bytes | None) -> History:
        """Of a run from before circumstances were written down there is none.

        Raises CircumstancesError.
        """
        if data is None:
            return cls()
        try:
            return cls.model_validate_json(data)
        except ValidationError as error:
            raise CircumstancesError(fault_lines(error)[0]) from None


def here(spec: RunSpec, fed: Images | None = None) -> Circumstances:
    """Those of this process. `fed`: the training images, where they have been drawn.

    Raises DatasetUnavailable.
    """
    return Circumstances(
        python=platform.python_version(),
        numpy=_version("numpy"),
        tensorflow=_version("tensorflow"),
        keras=_version("keras"),
        architecture=platform.machine(),
        processor=processor_name(),
        intra_op_threads=spec.hardware.intra_op_threads,
        inter_op_threads=spec.hardware.inter_op_threads,
        dataset_files=_digest(sources.files(spec.data.dataset)),
        training_images=None if fed is None else hashlib.sha256(fed.pixels.data).hexdigest(),
        training_labels=None if fed is None else hashlib.sha256(fed.labels.data).hexdigest(),
    )


TITLES = {
    "python": "Python",
    "numpy": "NumPy",
    "tensorflow": "TensorFlow",
    "keras": "Keras",
    "architecture": "The processor's architecture",
    "processor": "The processor",
    "intra_op_threads": "Threads within operations",
    "inter_op_threads": "Threads between operations",
}


def differences(then: Circumstances, now: Circumstances) -> tuple[str, ...]:
    """A sentence for each difference; files of the dataset count where no images are known."""
    told = [
        f"{title}: {_value(then, name)} then, {_value(now, name)} now."
        for name, title in TITLES.items()
        if getattr(then, name) != getattr(now, name)
    ]
    return tuple(told + _other_data(then, now))


def _other_data(then: Circumstances, now: Circumstances) -> list[str]:
    if then.training_images and now.training_images:
        told = []
        if then.training_images != now.training_images:
            told.append("The training images are others, by their SHA-256.")
        if then.training_labels != now.training_labels:
            told.append("The training images' labels are others, by their SHA-256.")
        return told
    if then.dataset_files != now.dataset_files:
        return ["The dataset's files are others, by their SHA-256."]
    return []


def _value(circumstances: Circumstances, name: str) -> str:
    return str(getattr(circumstances, name)) or "unknown"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _digest(files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()

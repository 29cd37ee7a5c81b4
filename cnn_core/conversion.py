"""The job "convert" on its way to a worker and back: a saved model as another kind of file."""

from __future__ import annotations

import os
import shutil
import tempfile
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from uuid import uuid4

import numpy as np
from pydantic import Field

from cnn_core.formats import FORMATS
from cnn_core.frozen import Frozen

Kind = Literal["keras", "weights", "savedmodel", "litert", "onnx"]
"""The formats that a worker makes, by their key in FORMATS."""
SAME = 1e-4
"""Probabilities that differ by less are the same but for rounding in another order."""


class ConversionError(Exception):
    """The model cannot become such a file; the message is one sentence."""


class Convert(Frozen):
    """The question: make this file of a run's saved model, and check it."""

    job: Literal["convert"] = "convert"
    run: int
    kind: Kind
    file: str
    """Where the worker writes it, in a folder of its own; it ends as the format's files do."""

    def make_room(self) -> None:
        """Make the folder, for this user alone. Raises OSError."""
        Path(self.file).parent.mkdir(mode=0o700)

    def discard(self) -> None:
        """Remove the folder with what is in it."""
        shutil.rmtree(Path(self.file).parent, ignore_errors=True)


class Checked(Frozen):
    """How the file, loaded again, answers to images."""

    runtime: str
    """What loaded it, with its version, or could not."""
    images: Annotated[int, Field(ge=0)]
    """Test images that both have answered; 0 where the runtime is not there."""
    difference: Annotated[float, Field(ge=0)] = 0.0
    """The largest between a probability of the network as it was trained and of the file."""
    note: str = ""
    """What else to know about the file."""

    @property
    def sentence(self) -> str:
        """The outcome for the reader, with the note."""
        return f"{self._outcome} {self.note}".strip()

    @property
    def _outcome(self) -> str:
        if not self.images:
            return f"Not checked: {self.runtime} is not installed here."
        begin = f"Loaded again by {self.runtime}, it gives"
        if not self.difference:
            return f"{begin} the same answers to {self.images:,} test images, bit for bit."
        size = np.format_float_positional(self.difference, precision=2, fractional=False, trim="-")
        if self.difference < SAME:
            return (
                f"{begin} the same answers to {self.images:,} test images: no probability "
                f"differs by more than {size}."
            )
        return (
            f"{begin} other answers to {self.images:,} test images: probabilities differ by up to "
            f"{size}."
        )


class Converted:
    """A file that a worker makes; it can be read for as long as this object is there.

    Once it is made it has no name any more: even if the server is killed, nothing of it stays.
    """

    def __init__(self, run: int, kind: Kind) -> None:
        folder = Path(tempfile.gettempdir(), f"cnn-lab-{uuid4().hex}")
        file = folder / f"run-{run}{FORMATS[kind].ending}"
        self.question = Convert(run=run, kind=kind, file=str(file))
        self._discard = weakref.finalize(self, self.question.discard)
        self._handle = -1
        self.checked = Checked(runtime="", images=0)

    def take(self, done: Mapping[str, object]) -> Converted:
        """The same, with what the worker says of the file. Raises OSError where there is none."""
        self.checked = Checked.model_validate(done)
        self._handle = os.open(self.question.file, os.O_RDONLY)
        weakref.finalize(self, os.close, self._handle)
        self._discard()
        return self

    def read(self) -> bytes:
        """The file, once it is taken. Raises OSError."""
        return os.pread(self._handle, os.fstat(self._handle).st_size, 0)

"""What a run's network answers to picture files, and how the command line tells it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from cnn_core.datasets import CLASS_NAMES, Dataset
from cnn_core.drawing.pictures import LARGEST_FILE, PictureError, read
from cnn_core.drawing.preparation import Drawing, prepare
from cnn_core.prediction import MAX_IMAGES, Outputs
from cnn_core.reports import table
from cnn_core.spec import SpecError


@dataclass(frozen=True)
class PictureAnswer:
    """One picture's answer as one JSON object."""

    picture: str
    """The file, as it was given."""
    answer: str
    """Name of the class with the largest output."""
    probability: float
    """That output, 0 to 1."""
    probabilities: dict[str, float]
    """All outputs by the names of the classes."""


def read_pictures(files: Sequence[Path]) -> NDArray[np.uint8]:
    """The pictures in the form that MNIST's digits have, (n, 28, 28).

    Raises SpecError with a line for each file that cannot be read or shows nothing.
    """
    if len(files) > MAX_IMAGES:
        raise SpecError([f"PICTURE: at most {MAX_IMAGES:,} files. Received: {len(files):,}"])
    images, faults = [], []
    for file in files:
        try:
            images.append(_read_picture(file))
        except PictureError as error:
            faults.append(f"{file}: {error}")
        except OSError as error:
            faults.append(f"{file}: cannot be read ({error.strerror})")
    if faults:
        raise SpecError(faults)
    return np.stack(images)


def _read_picture(file: Path) -> NDArray[np.uint8]:
    with file.open("rb") as opened:
        picture = read(opened.read(LARGEST_FILE + 1))
    pixels = prepare(Drawing(image=picture.ink), "mnist")
    if pixels is None:
        raise PictureError("Nothing is drawn on it.")
    return pixels


def picture_answers(
    files: Sequence[Path], outputs: Outputs, dataset: Dataset
) -> list[PictureAnswer]:
    """The answers of a network of that dataset, whose outputs (n, 10) are given."""
    names = CLASS_NAMES[dataset]
    return [
        PictureAnswer(
            picture=str(file),
            answer=names[row.argmax()],
            probability=float(row.max()),
            probabilities=dict(zip(names, row.tolist(), strict=True)),
        )
        for file, row in zip(files, outputs, strict=True)
    ]


def answers_json(answers: Sequence[PictureAnswer]) -> str:
    return json.dumps([asdict(answer) for answer in answers], indent=2)


def answers_table(answers: Sequence[PictureAnswer]) -> str:
    rows = [[each.picture, each.answer, f"{100 * each.probability:.2f} %"] for each in answers]
    return table(["picture", "answer", "probability"], rows, right={2})

"""The job "predict" on its way to a worker and back: arrays as base64 in lines of JSON."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from cnn_core.frozen import Frozen
from cnn_core.records import MAX_DIGITS
from cnn_core.spec import CLASSES, INPUT_SHAPE

SIDES = INPUT_SHAPE[:2]
MAX_RUNS = 100
MAX_IMAGES = MAX_DIGITS
MAX_TEXT = 4 * (MAX_IMAGES * SIDES[0] * SIDES[1] // 3 + 1)
"""Characters of so many images in base64: about 10 million."""

Outputs = NDArray[np.float32]
"""(n, 10), each from 0 to 1, as the output layer gives them."""


class Predict(Frozen):
    """The question: what do the models of these runs answer to these images?"""

    job: Literal["predict"] = "predict"
    runs: Annotated[tuple[int, ...], Field(min_length=1, max_length=MAX_RUNS)]
    images: Annotated[str, Field(min_length=1, max_length=MAX_TEXT)]
    """Pixels (n, 28, 28), a byte each."""

    @classmethod
    def of(cls, runs: Sequence[int], images: NDArray[np.uint8]) -> Predict:
        """Raises ValueError unless it is 1 to MAX_RUNS runs and 1 to MAX_IMAGES images."""
        if images.dtype != np.uint8 or images.shape[1:] != SIDES:
            received = f"{images.shape} {images.dtype}"
            raise ValueError(f"images: expected (n, 28, 28) uint8. Received: {received}")
        return cls(runs=tuple(runs), images=b64encode(images.tobytes()).decode())

    def pixels(self) -> NDArray[np.uint8]:
        """The images (n, 28, 28)."""
        return np.frombuffer(b64decode(self.images), np.uint8).reshape(-1, *SIDES)


def to_lines(outputs: Mapping[int, Outputs]) -> dict[str, str]:
    """The outputs by the runs' numbers as the worker says them."""
    return {str(run): b64encode(each.tobytes()).decode() for run, each in outputs.items()}


def from_lines(lines: Mapping[str, str]) -> dict[int, Outputs]:
    """The outputs by the runs' numbers as the worker has said them."""
    return {
        int(run): np.frombuffer(b64decode(line), np.float32).reshape(-1, CLASSES)
        for run, line in lines.items()
    }

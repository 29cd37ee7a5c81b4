"""What can be asked of a trained network: one question per study, as pages and workers name it."""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from pydantic import Field

from cnn_core.frozen import Frozen
from cnn_core.spec import INPUT_SHAPE

PIXELS = INPUT_SHAPE[0] * INPUT_SHAPE[1]
PIXELS_IN_BASE64 = 4 * -(-PIXELS // 3)
Layer = Annotated[int, Field(ge=0, lt=100)]
"""Position in the spec's list of layers."""
Output = Annotated[int, Field(ge=0)]
"""Number of a map or unit of a layer."""


class Survey(Frozen):
    """Dead units, mean maps per digit, and what the dense part makes of the last maps."""

    study: Literal["survey"] = "survey"


class Maximise(Frozen):
    """Input patterns that each map (or unit) of a layer answers most."""

    study: Literal["maximise"] = "maximise"
    layer: Layer
    starts: Annotated[int, Field(ge=1, le=16)] = 4
    steps: Annotated[int, Field(ge=1, le=1000)] = 100
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0


class Patches(Frozen):
    """The training patches that excite each map of a layer most."""

    study: Literal["patches"] = "patches"
    layer: Layer


class Pixels(Frozen):
    """Which pixels of an image decide for a class: Grad-CAM and integrated gradients."""

    study: Literal["pixels"] = "pixels"
    image: Annotated[str, Field(min_length=PIXELS_IN_BASE64, max_length=PIXELS_IN_BASE64)]
    """28×28 raw pixels row by row, a byte each, in base64."""
    label: Annotated[int, Field(ge=0, le=9)] | None = None
    """The class asked about; None: the network's answer."""


class DataMap(Frozen):
    """Test images as points: what the last dense layer makes of them, in two dimensions."""

    study: Literal["data_map"] = "data_map"
    images: Annotated[int, Field(ge=100, le=10_000)] = 2000
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0


class Lesion(Frozen):
    """Accuracy on the test images with some maps of a layer set to 0."""

    study: Literal["lesion"] = "lesion"
    layer: Layer
    off: Annotated[tuple[Output, ...], Field(max_length=10_000)]


class Smallest(Frozen):
    """The smallest set of a layer's maps found that keeps 99 % of the accuracy."""

    study: Literal["smallest"] = "smallest"
    layer: Layer


class Match(Frozen):
    """Which filters of another run's network are this one's, layer by layer."""

    study: Literal["match"] = "match"
    other: Annotated[int, Field(ge=1)]
    """Number of the other run."""
    images: Annotated[int, Field(ge=10, le=10_000)] = 1000


Question = Annotated[
    Survey | Maximise | Patches | Pixels | DataMap | Lesion | Smallest | Match,
    Field(discriminator="study"),
]


class Study(Frozen):
    """The job: answer a question about a run's network, and keep the answer in the store."""

    job: Literal["study"] = "study"
    run: int
    moment: int
    """Step of a snapshot, or records.LATEST."""
    question: Question


def key(question: Question) -> str:
    """A short name of the question: equal for equal questions only."""
    return hashlib.sha256(question.model_dump_json().encode()).hexdigest()[:16]

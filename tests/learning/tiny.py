"""A run of a second or less, and a link that keeps in memory what it is given."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np

from cnn_core.datasets import Split
from cnn_core.layers import (
    Architecture,
    BatchNormalization,
    Conv2D,
    Dropout,
    Flatten,
    MaxPooling2D,
    Output,
)
from cnn_core.learning import checkpoint, devices
from cnn_core.learning.link import Parcel
from cnn_core.learning.pace import Pace
from cnn_core.learning.state import TrainingState, fresh
from cnn_core.learning.training import Trainer
from cnn_core.machine import with_fixed_threads
from cnn_core.spec import Data, RunSpec, Training
from cnn_core.store import Point

PLAIN = Architecture(
    layers=(Conv2D(filters=3, strides=(3, 3), l2=0.01), MaxPooling2D(), Flatten(), Output())
)
RANDOM = Architecture(
    layers=(
        Conv2D(filters=3, strides=(3, 3), activation="linear"),
        BatchNormalization(momentum=0.9),
        Dropout(rate=0.3),
        Flatten(),
        Output(l2=0.001),
    )
)
"""With all that keeps a state of its own."""
TINY = with_fixed_threads(
    RunSpec(
        architecture=PLAIN,
        data=Data(train_images=300, validation_share=0.2),
        training=Training(optimizer="adam", batch_size=32, epochs=2),
    )
)
"""8 batches an epoch, the last one of 16 images."""
BATCHES = 8


def configure_threads() -> None:
    """As a worker does it before TensorFlow's first use; a process may do it again."""
    devices.configure(TINY.hardware)


def changed(spec: RunSpec, changes: Mapping[str, object]) -> RunSpec:
    """The spec with values at dotted paths replaced."""
    plain = json.loads(spec.to_json())
    for path, value in changes.items():
        *parents, name = path.split(".")
        place = plain
        for parent in parents:
            place = place[int(parent) if parent.isdigit() else parent]
        place[name] = value
    return RunSpec.from_dict(plain)


class MemoryLink:
    """In place of a Link: no store, and wishes that come at known steps."""

    def __init__(self, pause_at: int | None = None) -> None:
        self.parcels: list[Parcel] = []
        self.learning_rates: dict[int, float] = {}
        self.pause_at = pause_at

    def put(self, parcel: Parcel) -> None:
        self.parcels.append(parcel)

    @property
    def step(self) -> int:
        return self.parcels[-1].step or 0 if self.parcels else 0

    @property
    def action(self) -> str:
        return "run" if self.pause_at is None or self.step < self.pause_at else "pause"

    def take_learning_rate(self) -> float | None:
        return self.learning_rates.pop(self.step, None)

    def points(self, kind: str) -> list[Point]:
        return [point for parcel in self.parcels for point in parcel.points if point.kind == kind]

    @property
    def checkpoint(self) -> bytes:
        return [p.artifacts["checkpoint"] for p in self.parcels if "checkpoint" in p.artifacts][-1]


def train(
    spec: RunSpec,
    split: Split,
    link: MemoryLink,
    longest_chunk: int = 50,
    resume_from: bytes | None = None,
) -> TrainingState:
    """Train until the link wants a pause or the run is complete."""
    state = fresh(spec)
    if resume_from:
        checkpoint.restore(resume_from, state)
    Trainer(spec, split, state, link, Pace(seconds=1e6, longest=longest_chunk)).fit()
    return state


def digest(state: TrainingState) -> list[bytes]:
    """Every bit that a training changes, the clock's left out."""
    variables = [*state.model.variables, *state.optimizer.variables]
    arrays = [np.asarray(variable.numpy()) for variable in variables] + (state.best_weights or [])
    clock = {"seconds", "validation_seconds", "epoch_seconds"}
    return [array.tobytes() for array in arrays] + [
        state.progress.model_dump_json(exclude=clock).encode()
    ]

"""Runs made up for capsules: a finished one, and its second training."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cnn_core import npz
from cnn_core.capsule.circumstances import History
from cnn_core.capsule.verification import begin
from cnn_core.layers import Architecture, Flatten, Output
from cnn_core.payload import pack
from cnn_core.records import Point, State
from cnn_core.spec import Data, Hardware, RunSpec, Training
from cnn_core.store import Store
from tests.ended_runs import ended
from tests.payloads import UNIT, random_tensors
from tests.stored_runs import CIRCUMSTANCES, RESULT

SPEC = RunSpec(
    architecture=Architecture(layers=(Flatten(), Output())),
    data=Data(train_images=100, validation_share=0),
    training=Training(batch_size=25, epochs=2),
    hardware=Hardware(intra_op_threads=2, inter_op_threads=2),
)
"""Four batches an epoch."""
BATCHES = 8
WEIGHTS = 7850


def weights(changed: float = 0.0) -> bytes:
    """The payload of SPEC's network; its last weight is changed by so much."""
    tensors = random_tensors(SPEC.architecture)
    tensors[1][1][9] += np.float32(changed)
    return pack(SPEC.architecture.layers, tensors, UNIT, "0123456789")


def initial(seed: int = 0) -> bytes:
    arrays: list[NDArray[np.float32]] = random_tensors(SPEC.architecture, seed)[1]
    return npz.pack({f"model/{index:04}": array for index, array in enumerate(arrays)})


def batches(count: int = BATCHES) -> list[Point]:
    return [
        Point("batch", step, 1 + (step - 1) // 4, step / 10, loss=float(np.float32(1 / step)))
        for step in range(1, count + 1)
    ]


ARTIFACTS = {
    "initial": initial(),
    "payload": weights(),
    "model": b"a model",
    "circumstances": History(attempts=(CIRCUMSTANCES,)).to_bytes(),
}


def add(
    store: Store,
    spec: RunSpec = SPEC,
    points: Sequence[Point] = tuple(batches()),
    state: State = State.FINISHED,
    target_epochs: int = 2,
    **artifacts: bytes,
) -> int:
    """A run that has ended, with what a worker leaves of it."""
    result = RESULT if state is State.FINISHED else None
    run = replace(
        ended(name="a run", spec=spec, result=result),
        state=state,
        step=len(points),
        epoch=2,
        target_epochs=target_epochs,
    )
    return store.add(run, points, ARTIFACTS | artifacts)


def trained_again(
    store: Store,
    run: int,
    points: Sequence[Point] = tuple(batches()),
    state: State = State.FINISHED,
    **artifacts: bytes,
) -> int:
    """The run's second training, as if a worker had made it."""
    again = begin(store, run)
    claim = store.claim(9, only=again)
    assert claim is not None
    store.flush(claim, points, artifacts=ARTIFACTS | artifacts)
    store.end(claim, state)
    return again

"""Two trainings of one spec, compared bit for bit: equal, or the first batch that differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import numpy as np
from numpy.typing import NDArray

from cnn_core.capsule.manifest import ManifestError, initial_digest
from cnn_core.capsule.scope import Scope, scope_of
from cnn_core.capsule.verification import explanations
from cnn_core.layer_texts import LAYER_TITLES
from cnn_core.payload import PayloadError, unpack
from cnn_core.records import Point, State
from cnn_core.store import Store

NO_WEIGHTS = "The weights at the end were not compared: one of the two trainings has none."


@dataclass(frozen=True)
class BatchDifference:
    """A batch whose figures are others; None stands for a number that is none."""

    epoch: int
    """From 1."""
    batch: int
    """From 1, within the epoch."""
    loss: tuple[float | None, float | None]
    """As recorded, and of the second training."""
    accuracy: tuple[float | None, float | None]


@dataclass(frozen=True)
class Verdict:
    """What a comparison of a run with its second training has shown."""

    batches: int
    """Batches that were compared, up to the first that differs."""
    missing: int
    """Batches that the second training should have made and has not."""
    difference: BatchDifference | None
    initial_weights: bool | None
    """Whether they are equal; None where the run has not kept them."""
    weights: int | None
    """How many weights were compared at the end; None if none were."""
    layer: str | None
    """The first layer whose weights at the end differ."""
    remark: str | None
    """Why not all of the run was compared."""
    explanations: tuple[str, ...]
    """What differs between then and now, and may be why."""
    ending: str
    """How the second training ended."""

    @property
    def equal(self) -> bool:
        """Whether all that was to be compared is equal, bit for bit."""
        same = self.difference is None and self.layer is None and self.initial_weights is not False
        return same and self.missing == 0


def verdict(store: Store, number: int, again: int) -> Verdict:
    """Compare a run with its second training, which has ended.

    Raises NotVerifiableError, RunNotFound, DatasetUnavailable.
    """
    scope = scope_of(store, number)
    recorded = store.points(number, ("batch",))[: scope.batches]
    made = store.points(again, ("batch",))[: scope.batches]
    equal, difference = _first_difference(recorded, made)
    second, whole = store.run(again), len(made) == len(recorded)
    compared, layer = _compare_weights(store, number, again, scope)
    return Verdict(
        batches=equal + (difference is not None),
        missing=len(recorded) - len(made),
        difference=difference,
        initial_weights=_same_initial(store, number, again),
        weights=compared,
        layer=layer,
        remark=scope.remark or (NO_WEIGHTS if whole and compared is None else None),
        explanations=explanations(store, number, again),
        ending=second.message or f"It was {second.state}.",
    )


def _first_difference(
    recorded: Sequence[Point], made: Sequence[Point]
) -> tuple[int, BatchDifference | None]:
    """Batches that are equal from the first on, and the one behind them if both have made it."""
    first_of_epoch = {point.epoch: point.step for point in reversed(recorded)}
    for equal, (then, now) in enumerate(zip(recorded, made, strict=False)):
        if _figures(then) != _figures(now):
            batch = then.step - first_of_epoch[then.epoch] + 1
            losses, accuracies = (then.loss, now.loss), (then.accuracy, now.accuracy)
            return equal, BatchDifference(then.epoch, batch, losses, accuracies)
    return min(len(recorded), len(made)), None


def _figures(point: Point) -> tuple[str | None, str | None]:
    """Every bit of them: they are float32, and kept as doubles."""
    return _bits(point.loss), _bits(point.accuracy)


def _bits(value: float | None) -> str | None:
    return None if value is None else value.hex()


def _same_initial(store: Store, number: int, again: int) -> bool | None:
    then, now = store.artifact(number, "initial"), store.artifact(again, "initial")
    if then is None or now is None:
        return None
    try:
        return initial_digest(then) == initial_digest(now)
    except ManifestError:
        return False


def _compare_weights(
    store: Store, number: int, again: int, scope: Scope
) -> tuple[int | None, str | None]:
    """Weights compared, and the first layer that differs."""
    if not scope.weights or store.run(again).state is not State.FINISHED:
        return None, None
    then, now = store.artifact(number, "payload"), store.artifact(again, "payload")
    if then is None or now is None:
        return None, None
    try:
        first, second = unpack(then), unpack(now)
    except PayloadError:
        return None, None
    layers = first.header.layers
    for index, (old, new) in enumerate(zip_longest(first.tensors, second.tensors, fillvalue=())):
        if [array.tobytes() for array in old] != [array.tobytes() for array in new]:
            return _count(first.tensors), f"{index + 1} ({LAYER_TITLES[layers[index].kind]})"
    return _count(first.tensors), None


def _count(tensors: Sequence[Sequence[NDArray[np.float32]]]) -> int:
    return sum(array.size for arrays in tensors for array in arrays)

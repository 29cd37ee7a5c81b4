"""The first layer's filters through a training: their weights in each snapshot, and the loss."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cnn_core.layers import Conv2D
from cnn_core.normalization import Normalization
from cnn_core.payload import unpack
from cnn_core.records import Point
from cnn_core.snapshots import Snapshot

CURVE_POINTS = 150
"""Of the curve of losses, about."""


@dataclass(frozen=True)
class Moment:
    """A snapshot, and how large the loss was with its weights."""

    step: int
    epoch: int
    """Finished steps and epochs."""
    loss: float | None
    """Of one batch; None where it was no number, or is not known."""
    loss_step: int | None
    """Number of that batch: the first one that met these weights, else the one before it."""


@dataclass(frozen=True)
class KernelPast:
    layer: Conv2D
    normalization: Normalization
    moments: tuple[Moment, ...]
    kernels: NDArray[np.float32]
    """(moments, height, width, 1, filters)."""
    biases: NDArray[np.float32]
    """(moments, filters)."""


def kernel_past(snapshots: Sequence[Snapshot], points: Sequence[Point]) -> KernelPast | None:
    """The past of the layer that reads the image; None where it is no convolution, or without
    snapshots.

    points: of the kind "batch". Raises PayloadError where a snapshot is damaged.
    """
    if not snapshots:
        return None
    networks = [unpack(snapshot.payload) for snapshot in snapshots]
    first = networks[0].header.layers[0]
    if not isinstance(first, Conv2D):
        return None
    losses = {point.step: point.loss for point in points}
    return KernelPast(
        first,
        networks[0].normalization,
        tuple(_moment(snapshot, losses) for snapshot in snapshots),
        np.stack([network.tensors[0][0] for network in networks]),
        np.stack([network.tensors[0][1] for network in networks]),
    )


def _moment(snapshot: Snapshot, losses: Mapping[int, float | None]) -> Moment:
    """A batch's loss is worked out before its step: that of step s + 1 is the weights' after s."""
    step = snapshot.step
    known = next((each for each in (step + 1, step) if each in losses), None)
    loss = None if known is None else losses[known]
    return Moment(step, snapshot.epoch, loss, known)


def loss_curve(points: Sequence[Point]) -> list[tuple[float, float]]:
    """(step, mean loss) over stretches that grow with the steps, as a logarithmic axis shows them.

    points: of the kind "batch", in the order of their steps; those without a loss are left out.
    """
    known = [(point.step, point.loss) for point in points if point.loss is not None]
    if not known:
        return []
    steps, losses = (np.array(column, float) for column in zip(*known, strict=True))
    edges = np.geomspace(steps[0], steps[-1] + 1, CURVE_POINTS)
    stretches = np.searchsorted(edges, steps, side="right")
    return [
        (float(steps[stretches == each].mean()), float(losses[stretches == each].mean()))
        for each in np.unique(stretches)
    ]

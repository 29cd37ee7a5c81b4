"""A filter's past out of snapshots, and the losses beside it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from cnn_core.layers import Architecture, Flatten, Output
from cnn_core.lessons.kernel_past import kernel_past, loss_curve
from cnn_core.payload import PayloadError, in_half, unpack
from cnn_core.records import Point
from cnn_core.snapshots import Snapshot
from tests import payloads, small_network
from tests.stored_runs import batch

TAKEN = [
    Snapshot(step, epoch, in_half(small_network.payload(scale=scale)))
    for step, epoch, scale in [(0, 0, 0.1), (5, 0, 0.2), (8, 1, 0.5)]
]


def points(steps: int, lost: int | None = None) -> list[Point]:
    """Losses 1, 1/2, 1/3 …; one of them is no number."""
    return [
        batch(step, 1 / step) if step != lost else Point("batch", step, 1, 0.1)
        for step in range(1, steps + 1)
    ]


def test_weights_are_those_of_the_snapshots() -> None:
    past = kernel_past(TAKEN, points(8))
    assert past is not None
    assert past.kernels.shape == (3, 3, 3, 1, 4)
    assert past.biases.shape == (3, 4)
    for snapshot, kernels, biases in zip(TAKEN, past.kernels, past.biases, strict=True):
        kernel, bias = unpack(snapshot.payload).tensors[0]
        np.testing.assert_array_equal(kernels, kernel)
        np.testing.assert_array_equal(biases, bias)


def test_a_moments_loss_is_that_of_the_batch_that_met_its_weights() -> None:
    past = kernel_past(TAKEN, points(8))
    assert past is not None
    assert [(m.step, m.epoch, m.loss, m.loss_step) for m in past.moments] == [
        (0, 0, 1.0, 1),
        (5, 0, 1 / 6, 6),
        (8, 1, 1 / 8, 8),  # there was no batch after it
    ]


def test_losses_may_be_missing() -> None:
    past = kernel_past(TAKEN, points(2, lost=1))
    assert past is not None
    assert [(m.loss, m.loss_step) for m in past.moments] == [(None, 1), (None, None), (None, None)]


def test_without_snapshots_or_filters_there_is_no_past() -> None:
    assert kernel_past([], points(3)) is None
    linear = payloads.payload(Architecture(layers=(Flatten(), Output())))
    assert kernel_past([Snapshot(0, 0, linear)], []) is None


def test_a_damaged_snapshot_is_told() -> None:
    with pytest.raises(PayloadError, match="not whole"):
        kernel_past([Snapshot(0, 0, TAKEN[0].payload[:-4])], [])


def test_the_curve_has_means_over_growing_stretches() -> None:
    curve = loss_curve(points(5000))
    assert len(curve) <= 151
    steps, losses = map(list, zip(*curve, strict=True))
    assert steps[0] == 1
    assert losses[0] == 1
    assert steps == sorted(steps)
    assert steps[-1] == pytest.approx(5000, rel=0.05)
    assert losses[-1] == pytest.approx(1 / 5000, rel=0.05)


def test_a_curve_of_few_or_no_losses() -> None:
    assert loss_curve([]) == []
    assert loss_curve(points(1, lost=1)) == []
    assert loss_curve(points(1)) == [(1, 1)]
    assert all(math.isfinite(loss) for _, loss in loss_curve(points(9, lost=4)))

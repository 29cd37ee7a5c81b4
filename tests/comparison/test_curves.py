"""Curves to lay over each other, against all points."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cnn_core.comparison import curves as comparison_curves
from cnn_core.comparison.curves import MOST, RunCurves, read_run_curves
from cnn_core.records import Point
from cnn_core.store import Store
from tests.ended_runs import ended

EPOCHS = [
    Point("epoch", 500, 1, 10.0, 0.5, 0.8, 0.4, 0.85),
    Point("epoch", 1000, 2, 21.0, 0.3, 0.9, None, None),
]


def curves(store: Store, steps: int, losses: np.ndarray, step: int | None = None) -> RunCurves:
    points = [
        Point("batch", number, 1, number / 50, loss=None if np.isnan(loss) else loss, accuracy=0.5)
        for number, loss in enumerate(losses.tolist(), start=1)
    ]
    run = replace(ended(), step=steps if step is None else step)
    return read_run_curves(store, store.run(store.add(run, [*points, *EPOCHS], {})))


@pytest.mark.parametrize("steps", [1, 7, MOST, 2 * MOST, 1000])
def test_spans_are_means_of_all_their_batches(steps: int, store: Store) -> None:
    losses = np.random.default_rng(0).random(steps)
    batches = curves(store, steps, losses).batches
    span = -(-steps // MOST)
    expected = [losses[start : start + span].mean() for start in range(0, steps, span)]
    np.testing.assert_allclose(batches["loss"], expected)
    assert len(batches["loss"]) <= MOST
    np.testing.assert_allclose(batches["seconds"], batches["step"] / 50)


def test_long_runs_are_read_in_parts(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison_curves, "CHUNK_STEPS", 130)
    losses = np.random.default_rng(1).random(1000)
    batches = curves(store, 1000, losses).batches
    np.testing.assert_allclose(batches["loss"], losses.reshape(MOST, -1).mean(axis=1))


def test_what_is_no_number_is_left_out_of_a_mean_and_a_gap_alone(store: Store) -> None:
    losses = np.ones(2 * MOST)
    losses[4], losses[10:12] = np.nan, np.nan
    found = curves(store, 2 * MOST, losses).batches["loss"]
    assert found[2] == 1
    assert np.flatnonzero(np.isnan(found)).tolist() == [5]


def test_a_run_that_says_too_small_a_step_loses_no_order(store: Store) -> None:
    batches = curves(store, 1000, np.ones(1000), step=900).batches
    assert (np.diff(batches["step"]) > 0).all()


def test_each_axis_has_its_column(store: Store) -> None:
    found = curves(store, 1000, np.ones(1000))
    assert found.training("accuracy", "epoch")[0].tolist() == [1, 2]
    assert found.training("loss", "epoch")[1].tolist() == [0.5, 0.3]
    assert found.validation("loss", "batch")[0].tolist() == [500, 1000]
    assert found.validation("accuracy", "second")[0].tolist() == [10, 21]
    np.testing.assert_array_equal(found.validation("loss", "epoch")[1], [0.4, np.nan])
    assert len(found.training("loss", "second")[0]) == MOST


def test_a_run_that_has_not_begun_has_no_points(store: Store) -> None:
    found = read_run_curves(store, store.run(store.add(replace(ended(), step=0), [], {})))
    assert found.training("loss", "batch")[0].shape == (0,)
    assert found.validation("loss", "epoch")[1].shape == (0,)

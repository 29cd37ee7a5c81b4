"""How far a run is and how long it will take: figures for the panel of a run."""

from __future__ import annotations

import time
from dataclasses import dataclass

from cnn_core.curves import Curves
from cnn_core.records import Run, State

TEST_SECONDS = 60.0
"""For so long after a stop the test figures may still come."""
SAME_MOMENT = 1.0
"""Seconds: a worker that ends a run beats its heart at the same time."""
LEFT_OVER = 1e-3
"""Share of the first learning rate below which it trains nothing any more."""


@dataclass(frozen=True)
class Progress:
    epoch: int
    """From 1: the epoch that is being trained, or the last one when all are."""
    epochs: int
    epoch_share: float
    """0 to 1, of the steps of this epoch."""
    run_share: float
    """0 to 1, of the steps of all epochs; a finished run's is 1, even if it stopped early."""
    images_per_second: float | None
    """Over the last batches, or the whole training where it has ended; validation not counted.
    None before there are two batches."""
    seconds_left: float | None
    """At the pace of the whole run so far, validation included."""
    learning_rate: float | None
    """Of the last batch."""
    epoch_seconds: float | None
    """Mean over the finished epochs, validation included; None before there is one."""


def progress(run: Run, curves: Curves, steps_per_epoch: int) -> Progress:
    """The state of a run, from its row and its last batches."""
    epochs = run.epoch if stopped_early(run) else run.target_epochs
    steps = epochs * steps_per_epoch
    newest = curves.recent[-1] if curves.recent else None
    done = max(run.step, newest.step if newest else 0)
    in_epoch = done - min(done // steps_per_epoch, epochs - 1) * steps_per_epoch
    return Progress(
        epoch=min(done // steps_per_epoch + 1, epochs),
        epochs=run.target_epochs,
        epoch_share=min(in_epoch / steps_per_epoch, 1.0),
        run_share=min(done / steps, 1.0),
        images_per_second=run.result.images_per_second if run.result else _pace(run, curves),
        seconds_left=(steps - done) * newest.seconds / newest.step if newest else None,
        learning_rate=newest.learning_rate if newest else None,
        epoch_seconds=_epoch_seconds(curves),
    )


def stopped_early(run: Run) -> bool:
    """Whether early stopping ended the run before its last epoch."""
    return run.state is State.FINISHED and 0 < run.epoch < run.target_epochs


def awaits_test(run: Run) -> bool:
    """Whether a worker has stopped the run just now and its model is still being tested."""
    if run.state is not State.STOPPED or run.result is not None or run.step == 0:
        return False
    if run.ended is None or run.heartbeat is None:
        return False
    by_its_worker = run.ended - run.heartbeat < SAME_MOMENT
    return by_its_worker and time.time() - run.ended < TEST_SECONDS


def rate_to_go_on(last: float | None, first: float) -> float:
    """The learning rate for more epochs: that of the last batch, if the schedule has left much.

    `first` is the spec's: it is given back after a schedule that came down to almost nothing.
    """
    return first if last is None or last < first * LEFT_OVER else last


def _pace(run: Run, curves: Curves) -> float | None:
    """From the batches of the newest epoch only, so that no validation lies between them."""
    batches = [point for point in curves.recent if point.epoch == curves.recent[-1].epoch]
    if len(batches) < 2 or batches[-1].seconds <= batches[0].seconds:
        return None
    steps = batches[-1].step - batches[0].step
    duration = batches[-1].seconds - batches[0].seconds
    return steps * run.spec.training.batch_size / duration


def _epoch_seconds(curves: Curves) -> float | None:
    if not curves.epochs:
        return None
    return curves.epochs[-1].seconds / curves.epochs[-1].epoch

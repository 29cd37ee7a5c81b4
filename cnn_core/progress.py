"""How far a run is and how long it will take: figures for the panel of a run."""

from __future__ import annotations

import time
from dataclasses import dataclass

from cnn_core.curves import Curves
from cnn_core.records import Run, State

TEST_SECONDS = 60.0
"""For so long after a stop the test figures may still come."""


@dataclass(frozen=True)
class Progress:
    epoch: int
    """From 1: the epoch that is being trained, or the last one when all are."""
    epochs: int
    epoch_share: float
    """0 to 1, of the steps of this epoch."""
    run_share: float
    """0 to 1, of the steps of all epochs."""
    images_per_second: float | None
    """Over the last batches, validation not counted; None before there are two."""
    seconds_left: float | None
    """At the pace of the whole run so far, validation included."""
    learning_rate: float | None
    """Of the last batch."""
    epoch_seconds: float | None
    """Mean over the finished epochs, validation included; None before there is one."""


def progress(run: Run, curves: Curves, steps_per_epoch: int) -> Progress:
    """The state of a run, from its row and its last batches."""
    steps = run.target_epochs * steps_per_epoch
    newest = curves.recent[-1] if curves.recent else None
    done = max(run.step, newest.step if newest else 0)
    in_epoch = done - min(done // steps_per_epoch, run.target_epochs - 1) * steps_per_epoch
    return Progress(
        epoch=min(done // steps_per_epoch + 1, run.target_epochs),
        epochs=run.target_epochs,
        epoch_share=min(in_epoch / steps_per_epoch, 1.0),
        run_share=min(done / steps, 1.0),
        images_per_second=_pace(run, curves),
        seconds_left=(steps - done) * newest.seconds / newest.step if newest else None,
        learning_rate=newest.learning_rate if newest else None,
        epoch_seconds=_epoch_seconds(curves),
    )


def awaits_test(run: Run) -> bool:
    """Whether the run was stopped just now and its model is still being tested."""
    if run.state is not State.STOPPED or run.result is not None or run.ended is None:
        return False
    return run.step > 0 and time.time() - run.ended < TEST_SECONDS


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

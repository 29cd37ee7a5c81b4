"""Runs of sweeps, trained in no time: what they reach follows from their settings."""

from __future__ import annotations

import math
from collections.abc import Sequence

import sqlalchemy as sa

from cnn_core.database.tables import sweeps
from cnn_core.presets import SMALL
from cnn_core.spec import RunSpec
from cnn_core.store import Claim, Point, State, Store
from cnn_core.sweeps.definition import Range, SweepSpec, Values
from cnn_core.sweeps.driver import Sweeper
from cnn_core.sweeps.records import Sweep, TrialState
from tests.stored_runs import RESULT

EPOCHS = 3
BASE = SMALL.model_copy(update={"training": SMALL.training.model_copy(update={"epochs": EPOCHS})})
RATE = "training.learning_rate"
BATCH = "training.batch_size"
RATES = Range(path=RATE, low=0.0001, high=1.0, log=True)
BATCHES = Values(path=BATCH, values=(32, 64, 128))


def sweep_of(**changes: object) -> SweepSpec:
    """Six random settings of two fields, or what is given instead."""
    plain = {"base": BASE, "fields": (RATES, BATCHES), "method": "random", "runs": 6}
    return SweepSpec.of(plain | changes)


def reached(spec: RunSpec) -> list[float]:
    """Validation accuracy after each epoch: best at a rate of 0.01 and small batches."""
    training = spec.training
    distance = abs(math.log10(training.learning_rate) + 2) + training.batch_size / 1000
    return [0.99 - 0.2 * distance / epoch for epoch in range(1, training.epochs + 1)]


def claimed(store: Store, run: int) -> Claim:
    claim = store.claim(slots=99, only=run)
    assert claim is not None
    return claim


def epoch_point(epoch: int, accuracy: float) -> Point:
    return Point("epoch", 100 * epoch, epoch, epoch, 0.1, 0.9, 0.2, accuracy)


def write_epochs(store: Store, claim: Claim, curve: Sequence[float], first: int = 1) -> str:
    """Write what these epochs reached, until the run is to stop; what is wanted of it."""
    for epoch, accuracy in enumerate(curve, first):
        if (wanted := store.flush(claim, [epoch_point(epoch, accuracy)]).action) != "run":
            return wanted
    return "run"


def finish(store: Store, claim: Claim, curve: Sequence[float]) -> None:
    """Train a claimed run to its end at once."""
    store.flush(claim, [epoch_point(*each) for each in enumerate(curve, 1)])
    store.set_result(claim, RESULT, {})
    store.end(claim, State.FINISHED)


def train_queued(store: Store) -> int:
    """Train all queued runs to their end, and return how many they were."""
    queued = store.queue()
    for run in queued:
        finish(store, claimed(store, run.id), reached(run.spec))
    return len(queued)


def work(store: Store, number: int, rounds: int = 100) -> Sweep:
    """Let a driver of its own and the trainer take turns, until the sweep ends."""
    sweeper = Sweeper(store)
    for _ in range(rounds):
        sweeper.step()
        if not store.sweeps.read(number).active:
            break
        train_queued(store)
    sweeper.close()
    return store.sweeps.read(number)


def begun(store: Store, **changes: object) -> tuple[int, Sweeper]:
    """A sweep whose first runs are queued."""
    number = store.sweeps.submit(sweep_of(**changes), "a sweep")
    sweeper = Sweeper(store)
    sweeper.step()
    return number, sweeper


def states(sweep: Sweep) -> list[TrialState]:
    return [trial.state for trial in sweep.trials]


def change(store: Store, number: int, **values: object) -> None:
    """Put other values into the sweep's row."""
    with store._database.writing() as connection:
        connection.execute(sa.update(sweeps).where(sweeps.c.id == number).values(values))

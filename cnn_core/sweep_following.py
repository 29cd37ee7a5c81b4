"""Work on a sweep in a process of one's own, train its runs here, and end it by Ctrl-C."""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import partial

import click

from cnn_core.engine import Engine
from cnn_core.interrupts import on_interrupt
from cnn_core.records import StoreError
from cnn_core.store import Store
from cnn_core.sweep_records import Sweep, Trial, TrialState
from cnn_core.sweep_results import value_text
from cnn_core.sweeping import Sweeper

POLL_SECONDS = 0.25


def work_to_the_end(store: Store, number: int, quiet: bool) -> Sweep:
    """Choose for a sweep and train its runs, unless others do already; return it as it ended.

    A line for each run goes to the standard error, unless `quiet`. The first Ctrl-C has no more
    runs begun, the second ends the workers and leaves the sweep to whoever resumes it.
    """
    engine, sweeper = Engine(store, spare=False), Sweeper(store, only=number)
    left = threading.Event()
    asking = "No more runs begin; those that were begun are trained to their end."
    sweeper.start()
    try:
        with on_interrupt(asking, partial(_ask, store, number), left.set):
            _follow(store, engine, number, left, quiet)
    finally:
        sweeper.close()
        engine.close()
    return store.sweeps.read(number)


def _ask(store: Store, number: int) -> None:
    with suppress(StoreError):  # it has ended meanwhile
        store.sweeps.stop(number)


def _follow(store: Store, engine: Engine, number: int, left: threading.Event, quiet: bool) -> None:
    training: dict[int, threading.Thread] = {}
    told: set[int] = set()
    while (sweep := store.sweeps.read(number)).active and not left.is_set():
        for trial in sweep.open:
            _train(store, engine, training, trial)
        if not quiet:
            _tell(sweep, told)
        left.wait(POLL_SECONDS)
    if not quiet:
        _tell(sweep, told)


def _train(
    store: Store, engine: Engine, training: dict[int, threading.Thread], trial: Trial
) -> None:
    """Have the run of a trial trained, again if it was queued again."""
    run = trial.run
    if run is None or (run in training and training[run].is_alive()):
        return
    if store.run(run).active:
        training[run] = threading.Thread(target=engine.run_one, args=[run], daemon=True)
        training[run].start()


def _tell(sweep: Sweep, told: set[int]) -> None:
    for trial in sweep.trials:
        if trial.state is not TrialState.OPEN and trial.number not in told:
            told.add(trial.number)
            click.echo(_line(sweep, trial), err=True)


def _line(sweep: Sweep, trial: Trial) -> str:
    pairs = zip(sweep.spec.paths, trial.values, strict=True)
    settings = ", ".join(f"{path} {value_text(value)}" for path, value in pairs)
    reached = "" if trial.accuracy is None else f", validation accuracy {trial.accuracy:.2%}"
    return f"trial {trial.number + 1}: {settings}: {trial.state}{reached}"

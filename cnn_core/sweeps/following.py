"""Work on a sweep in a process of one's own, have its runs trained, and end it by Ctrl-C."""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import partial

import click

from cnn_core.engine import Engine
from cnn_core.engines import chosen_engine
from cnn_core.interrupts import on_interrupt
from cnn_core.records import RunNotFound, StoreError
from cnn_core.store import Store
from cnn_core.sweeps.driver import Sweeper
from cnn_core.sweeps.records import Sweep, Trial, TrialState
from cnn_core.sweeps.results import settings_text

POLL_SECONDS = 0.25
ASKING = "No more runs begin; those that were begun are trained to their end."


def work_to_the_end(store: Store, number: int, quiet: bool) -> Sweep:
    """Choose for a sweep and have its runs trained, unless others do already; how it ended.

    A line for each run goes to the standard error, unless `quiet`. The first Ctrl-C has no more
    runs begun, the second ends the workers and leaves the sweep to whoever resumes it.
    """
    left = threading.Event()
    sweeper, trainer = Sweeper(store, only=number), _Trainer(store)
    sweeper.start()
    try:
        with on_interrupt(ASKING, partial(_stop, store, number), left.set):
            _follow(store, number, trainer, left, quiet)
    finally:
        sweeper.close()
        trainer.close()
    return store.sweeps.read(number)


def _stop(store: Store, number: int) -> None:
    with suppress(StoreError):  # it has ended meanwhile
        store.sweeps.stop(number)


def _follow(
    store: Store, number: int, trainer: _Trainer, left: threading.Event, quiet: bool
) -> None:
    told: set[int] = set()
    while True:
        sweep = store.sweeps.read(number)
        if not quiet:
            _tell(sweep, told)
        if not sweep.active or left.wait(POLL_SECONDS):
            return
        for trial in sweep.open:
            trainer.train(trial)


class _Trainer:
    """Has the runs of trials trained: on this machine those and no others, or by a cluster,
    which is handed the whole queue."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._engine = chosen_engine(store)
        self._threads: dict[int, threading.Thread] = {}
        if isinstance(self._engine, Engine):
            self._engine.keep_house()
        else:
            self._engine.start()

    def train(self, trial: Trial) -> None:
        """Have the run of a trial trained, also when it was queued again."""
        if trial.run is None or not isinstance(self._engine, Engine):
            return
        before = self._threads.get(trial.run)
        if (before is None or not before.is_alive()) and self._waits(trial.run):
            thread = threading.Thread(target=self._engine.run_one, args=[trial.run], daemon=True)
            self._threads[trial.run] = thread
            thread.start()

    def close(self) -> None:
        self._engine.close()

    def _waits(self, run: int) -> bool:
        try:
            return self._store.run(run).active
        except RunNotFound:
            return False


def _tell(sweep: Sweep, told: set[int]) -> None:
    for trial in sweep.trials:
        if trial.state is not TrialState.OPEN and trial.number not in told:
            told.add(trial.number)
            click.echo(_line(sweep, trial), err=True)


def _line(sweep: Sweep, trial: Trial) -> str:
    line = f"trial {trial.number + 1}: {settings_text(sweep, trial)}: {trial.state}"
    if trial.accuracy is None:
        return line
    return f"{line}, validation accuracy {100 * trial.accuracy:.2f} %"

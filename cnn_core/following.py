"""Train a run in a process of one's own, watch it in the store, and stop it by Ctrl-C."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from functools import partial

import click

from cnn_core.engines import AnyEngine, chosen_engine
from cnn_core.interrupts import on_interrupt
from cnn_core.plan import steps_per_epoch
from cnn_core.records import Point, Run, StoreError
from cnn_core.spec import RunSpec
from cnn_core.store import Store

POLL_SECONDS = 0.25


def train_to_the_end(store: Store, spec: RunSpec, name: str, quiet: bool) -> Run:
    """Submit a run, have it trained here or on the cluster, and return it as ended.

    Progress goes to the standard error: a bar on a terminal, a line per epoch elsewhere, or
    nothing elsewhere if `quiet`. The first Ctrl-C asks for a stop, the second ends the worker.
    """
    engine = chosen_engine(store, spare=False)
    run = store.submit(spec, name)
    train_queued(store, engine, [run], quiet)
    return store.run(run)


def train_queued(store: Store, engine: AnyEngine, runs: Sequence[int], quiet: bool) -> None:
    """The same of queued runs, one after another; Ctrl-C stops those that still wait, too.

    The engine is closed at the end.
    """
    stop_all = partial(_stop_all, store, runs)
    with on_interrupt("Stopping.", stop_all, engine.close), ThreadPoolExecutor(1) as pool:
        try:
            for run in runs:
                _follow(store, run, pool.submit(engine.run_one, run), quiet)
        finally:
            engine.close()


def _follow(store: Store, run: int, attempt: Future[None], quiet: bool) -> None:
    if sys.stderr.isatty():
        _show_bar(store, run, attempt)
    else:
        _write_epochs(store, run, attempt, quiet)
    attempt.result()


def _stop_all(store: Store, runs: Sequence[int]) -> None:
    for run in runs:
        with suppress(StoreError):  # it has ended meanwhile
            store.stop(run)


def _show_bar(store: Store, number: int, attempt: Future[None]) -> None:
    click.echo(f"Run {number} waits for its first step.", err=True)
    while store.run(number).step == 0 and not attempt.done():
        wait([attempt], POLL_SECONDS)  # else the time left would count the import of Keras
    run = store.run(number)
    length = run.target_epochs * steps_per_epoch(run.spec)
    with click.progressbar(length=length, label=f"Run {number}", file=sys.stderr) as bar:
        while not attempt.done():
            run = store.run(number)
            bar.label = f"Run {number}, epoch {min(run.epoch + 1, run.target_epochs)}"
            bar.update(run.step - bar.pos)
            wait([attempt], POLL_SECONDS)
        bar.update(store.run(number).step - bar.pos)


def _write_epochs(store: Store, number: int, attempt: Future[None], quiet: bool) -> None:
    written = 0
    while not attempt.done():
        wait([attempt], POLL_SECONDS)
        for point in [] if quiet else store.points(number, ["epoch"], after_step=written):
            click.echo(_epoch_line(point), err=True)
            written = point.step


def _epoch_line(point: Point) -> str:
    figures = {
        "loss": _figure(point.loss, ".4f"),
        "accuracy": _figure(point.accuracy, ".2%"),
        "validation loss": _figure(point.val_loss, ".4f"),
        "validation accuracy": _figure(point.val_accuracy, ".2%"),
    }
    known = [f"{name} {figure}" for name, figure in figures.items() if figure]
    return f"epoch {point.epoch}: {', '.join(known)}, {point.seconds:.1f} s"


def _figure(value: float | None, digits: str) -> str:
    return "" if value is None else format(value, digits)

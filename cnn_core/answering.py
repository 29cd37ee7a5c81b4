"""Have a worker here answer a question about a run, or convert it, for the command line."""

from __future__ import annotations

import sys
from collections.abc import Callable
from concurrent.futures import wait
from typing import TypeVar

import click

from cnn_core.conversion import Converted, Kind
from cnn_core.engine import Engine
from cnn_core.jobs import Job
from cnn_core.moments import payload_at
from cnn_core.payload import digest
from cnn_core.questions import Question, Study
from cnn_core.records import LATEST, StoreError
from cnn_core.store import Store

T = TypeVar("T")

POLL_SECONDS = 0.2


def answered(store: Store, run: int, question: Question) -> bytes:
    """What was found for a run's newest weights, by an earlier computation or by one made now.

    Progress goes to the standard error. Raises StoreError, and WorkerError with the reason.
    """
    network = digest(payload_at(store, run, LATEST))
    found = store.studies.read(run, LATEST, question)
    if found is None or found.network != network:
        compute(store, Study(run=run, moment=LATEST, question=question))
        found = store.studies.read(run, LATEST, question)
    if found is None:
        raise StoreError(f"Run {run} was deleted meanwhile.")
    return found.data


def compute(store: Store, asked: Study) -> None:
    """Have it answered now, whatever is kept. Raises as `answered`."""
    label = f"Run {asked.run}, {asked.question.study}"
    _await(store, lambda engine: engine.study(asked), label)


def converted(store: Store, run: int, kind: Kind) -> Converted:
    """Another kind of file of a run's saved model, checked. Raises as `answered`."""
    return _await(store, lambda engine: engine.convert(run, kind), f"Run {run}, {kind}")


def _await(store: Store, ask: Callable[[Engine], Job[T]], label: str) -> T:
    engine = Engine(store, spare=False)
    try:
        job = ask(engine)
        with click.progressbar(length=100, label=label, file=sys.stderr) as bar:
            while not job.done():
                wait([job], POLL_SECONDS)
                bar.update(round(100 * job.progress) - bar.pos)
        return job.result()
    finally:
        engine.close()

"""Have a question about a run's network answered here, for the command line."""

from __future__ import annotations

import sys
from concurrent.futures import wait

import click

from cnn_core.engine import Engine
from cnn_core.moments import payload_at
from cnn_core.payload import digest
from cnn_core.questions import Question, Study
from cnn_core.records import LATEST, StoreError
from cnn_core.store import Store

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
    engine = Engine(store, spare=False)
    try:
        job = engine.study(asked)
        label = f"Run {asked.run}, {asked.question.study}"
        with click.progressbar(length=100, label=label, file=sys.stderr) as bar:
            while not job.done():
                wait([job], POLL_SECONDS)
                bar.update(round(100 * job.progress) - bar.pos)
        job.result()
    finally:
        engine.close()

"""What a cluster does about runs whose worker is gone: back to the queue, and to Dask again."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from distributed import Client, Future, fire_and_forget

from cnn_core.cluster.fitness import Fitness
from cnn_core.cluster.task import train
from cnn_core.records import Claim, Run, RunNotFound, State, StoreError
from cnn_core.store import LEASE_SECONDS, Store

MAX_CRASHES = 3
"""A run that has lost its worker more often waits for somebody to resume it."""
RETRIES = 3
"""How often Dask begins a task again that fails: its worker was closed, the store stayed away."""
PATIENCE_SECONDS = 600.0
"""How long a Dask worker waits for a store that fails, such as a database being restarted."""
RETRY_SECONDS = 1.0

T = TypeVar("T")


def task_key(run: Run, fitness: Fitness) -> str:
    """Stands for the next attempt at a run, on machines like this one.

    Without the second a server of a new version would find its runs handed over already, and
    waiting for workers of the old one.
    """
    return f"run-{run.id}-{run.attempt + 1}-{fitness.slot}"


def hand_over(client: Client, run: Run, fitness: Fitness) -> Future[None]:
    """Have Dask train a queued run, in the queue's order, also when nobody asks for it any more.

    Handing it over twice does nothing: the two have one key.
    """
    future: Future[None] = client.submit(
        train,
        run.id,
        run.attempt + 1,
        key=task_key(run, fitness),
        resources=fitness.needs(run.spec.hardware),
        priority=-(run.queued or run.created),
        pure=False,
        retries=RETRIES,
    )
    fire_and_forget(future)
    return future


def recover(store: Store) -> list[Run]:
    """Queue all runs again whose worker was silent for too long; returns them as queued."""
    return [back for run in store.recover() if (back := put_back(store, store.run(run)))]


def put_back(store: Store, run: Run) -> Run | None:
    """Queue an interrupted run again, unless it was too often; None if it is not queued now."""
    if run.state is State.INTERRUPTED and run.crashes <= MAX_CRASHES:
        store.resume(run.id)
    found = store.run(run.id)
    return found if found.state is State.QUEUED else None


def outlast(store: Store, claim: Claim) -> list[Run]:
    """Wait until an attempt is over, or sure to be made by another worker.

    Returns the runs to hand over again.
    """
    queued: list[Run] = []
    until = time.monotonic() + 2 * LEASE_SECONDS
    while True:
        queued += recover(store)
        run = store.run(claim.run)
        held = run.state is State.RUNNING and run.attempt == claim.attempt
        if not held or time.monotonic() > until:
            break
        time.sleep(RETRY_SECONDS)
    back = put_back(store, run) if run.attempt == claim.attempt else None
    return [*queued, back] if back else queued


def patiently(work: Callable[[], T]) -> T:
    """Do what needs the store until it succeeds. Raises RunNotFound, and StoreError at last."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return work()
        except RunNotFound:
            raise
        except StoreError:
            if time.monotonic() > until:
                raise
            time.sleep(RETRY_SECONDS)

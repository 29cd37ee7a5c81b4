"""CNN Lab on a Dask worker: `dask worker tcp://… --preload cnn_core.cluster.worker`.

The Dask worker offers as many slots as it has threads; a run takes one of them and is trained in
a process of its own, by the same launch function as on one machine. Whether a worker fits, and
what it trains, travels with Dask's heartbeat; everything else goes through the store.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import Any

from distributed import Worker, WorkerPlugin, get_client, get_worker

from cnn_core.cluster.fitness import Fitness, check_shared
from cnn_core.cluster.retry import hand_over, outlast, patiently
from cnn_core.launch import launch
from cnn_core.records import Claim, Run, RunNotFound, State, StoreError
from cnn_core.store import Store
from cnn_core.threads import Threads
from cnn_core.worker_process import WorkerError
from cnn_core.workers import WORKER, Workers

PLUGIN = "cnn-lab"
METRIC = "cnn_lab"
STORE_SECONDS = 30.0
"""How long a worker that starts waits for its store: both may be starting."""
HOUSE_SECONDS = 1.0
"""Between looks at whether a spare is to be warmed."""
CALM_SECONDS = 1.0
"""Least time between Dask's looks at its own process, which it takes up to 100 times a second."""

logger = logging.getLogger(__name__)


def carry_out(claim: Claim) -> None:
    """See an attempt at a run to its end, in a thread of the Dask worker.

    If the attempt has begun already, Dask has given the task to another worker, because the first
    one is gone: once the attempt is over, the run is queued and handed over for the next one.
    """
    plugin = get_worker().plugins[PLUGIN]
    assert isinstance(plugin, Slots)
    with contextlib.suppress(RunNotFound):
        for back in plugin.train(claim):
            hand_over(get_client(), back, plugin.fitness)


async def dask_setup(worker: Worker) -> None:
    """Called by Dask before the worker registers with its scheduler."""
    _calm(worker)
    try:
        store = await _opened()
        fitness = Fitness.of_this_machine(store.identity())
    except StoreError as error:
        logger.error("This worker gets no runs: %s", error)
        refused = str(error)
        worker.metrics[METRIC] = lambda _: {"refused": refused}
        return
    await worker.plugin_add(Slots(store, fitness), PLUGIN)


class Slots(WorkerPlugin):
    """The slots of one Dask worker, and its warm spare."""

    def __init__(self, store: Store, fitness: Fitness) -> None:
        self.fitness = fitness
        self._store = store
        self._workers = Workers(WORKER, store.url)
        self._threads = Threads()
        self._lock = threading.Lock()
        self._running: list[int] = []
        self._slots = 1

    def setup(self, worker: Worker) -> None:
        """Offer a slot per thread, before the worker is known to the scheduler."""
        self._slots = worker.state.nthreads
        worker.state.total_resources[self.fitness.slot] = self._slots
        worker.state.available_resources[self.fitness.slot] = self._slots
        worker.metrics[METRIC] = lambda _: self._told()
        self._threads.repeat(self._keep_house, self._rest)

    def teardown(self, worker: Worker) -> None:
        """End all worker processes; Dask gives their runs to other workers."""
        self._threads.closing.set()
        self._workers.close()
        self._threads.join()

    def train(self, claim: Claim) -> list[Run]:
        """See the attempt to its end; returns the runs that are to be handed over again.

        A worker that is being closed leaves that to those who go on.
        """
        with self._at_work(claim.run):
            patiently(lambda: self._launch(claim))
            queued = patiently(lambda: outlast(self._store, claim))
        return [] if self._workers.closed else queued

    def _launch(self, claim: Claim) -> None:
        run = self._store.run(claim.run)
        if run.state is State.QUEUED and run.attempt + 1 == claim.attempt:
            take = partial(self._take, claim)
            if launch(self._store, self._workers, take) is None and self._workers.closed:
                raise WorkerError("The Dask worker is being closed: another one takes the run.")

    def _take(self, claim: Claim) -> Claim | None:
        return claim if self._store.take(claim) else None

    @contextlib.contextmanager
    def _at_work(self, run: int) -> Iterator[None]:
        with self._lock:
            self._running.append(run)
        try:
            yield
        finally:
            with self._lock:
                self._running.remove(run)

    def _told(self) -> dict[str, Any]:
        return {
            "slots": self._slots,
            "runs": list(self._running),
            "warm": self._workers.spare.ready,
            "fitness": self.fitness.model_dump(),
        }

    def _keep_house(self) -> bool:
        """Warm a spare in a free slot only: a busy worker has no processor to spare for it."""
        if len(self._running) < self._slots:
            self._workers.spare.keep_warm()
        return False

    def _rest(self) -> None:
        self._threads.closing.wait(HOUSE_SECONDS)


def _calm(worker: Worker) -> None:
    """Leave the processor to the training: Dask's own process holds no data and computes nothing.

    Watching its memory, its event loop and its threads would take 4 % of a processor.
    """
    for callback in worker.periodic_callbacks.values():
        callback.callback_time = max(callback.callback_time, CALM_SECONDS * 1000)


async def _opened() -> Store:
    """The store that this machine's CNN_LAB_STORE names. Raises StoreError."""
    until = time.monotonic() + STORE_SECONDS
    while True:
        try:
            store = await asyncio.to_thread(Store)
        except StoreError:
            if time.monotonic() > until:
                raise
            await asyncio.sleep(1)
        else:
            break
    check_shared(store)
    return store

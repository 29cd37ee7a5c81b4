"""Training one claimed run in a worker process, on whatever machine: the engines' launch function.

One worker process per run, because devices, threads and GPU memory can only be set before
TensorFlow starts.
"""

from __future__ import annotations

import contextlib
import queue
from collections.abc import Callable

from cnn_core.store import Claim, RunNotFound, State, Store, StoreError
from cnn_core.worker_process import WorkerError, WorkerProcess
from cnn_core.workers import Workers

LOOK_SECONDS = 1.0
"""Between looks at whether a run has been taken from its worker."""
CLOSED = "The server was closed during the training."


def launch(store: Store, workers: Workers, claim_next: Callable[[], Claim | None]) -> Claim | None:
    """Have a worker ready, claim a run, train it to the end of its attempt, and close that.

    Returns the claim, or None if `claim_next` gave none. A worker that cannot start interrupts
    the run, with the reason.
    """
    try:
        worker = workers.spare.take()
    except WorkerError as error:
        return None if workers.closed else _give_up(store, claim_next, str(error))
    claim = _claim(workers, worker, claim_next)
    if claim is None:
        return None
    with workers.at_work(worker):
        worker.send({"job": "train", "run": claim.run, "attempt": claim.attempt})
        _attend(store, worker, claim)
    _close_attempt(store, claim, worker.log, CLOSED if workers.closed else worker.ending())
    return claim


def _claim(
    workers: Workers, worker: WorkerProcess, claim_next: Callable[[], Claim | None]
) -> Claim | None:
    """The worker waits on where there is nothing for it, and where the store fails."""
    claim = None
    try:
        claim = claim_next()
    finally:
        if claim is None:
            workers.spare.give_back(worker)
    return claim


def _give_up(store: Store, claim_next: Callable[[], Claim | None], reason: str) -> Claim | None:
    claim = claim_next()
    if claim is not None:
        store.lost(claim, reason)
    return claim


def _attend(store: Store, worker: WorkerProcess, claim: Claim) -> None:
    """Wait for the worker's end, and end it if the run has been taken from it."""
    while True:
        try:
            if worker.answer(timeout=LOOK_SECONDS) is None:
                return
        except queue.Empty:
            if _is_taken(store, claim):
                worker.kill()


def _is_taken(store: Store, claim: Claim) -> bool:
    try:
        run = store.run(claim.run)
    except RunNotFound:
        return True
    except StoreError:
        return False
    return run.attempt != claim.attempt or run.state is State.INTERRUPTED


def _close_attempt(store: Store, claim: Claim, log: bytes, ending: str) -> None:
    with contextlib.suppress(StoreError):  # a full disk must not keep the run "running"
        store.put_log(claim, log)
    store.lost(claim, ending)

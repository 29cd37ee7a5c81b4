"""The worker processes of one engine: the warm spare, those at work, and the end of all."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Iterator, Sequence

from cnn_core.spare import Spare
from cnn_core.worker_process import WorkerError, WorkerProcess

WORKER = (sys.executable, "-m", "cnn_core.worker")
UNDISTURBED_SECONDS = 10.0
"""Work just begun has the processors to itself for so long; then the next spare is warmed."""


class Workers:
    """Worker processes, started by `command` with the store's URL, and ended together."""

    def __init__(self, command: Sequence[str], store_url: str) -> None:
        self.spare = Spare(self._start)
        self._command = command
        self._store_url = store_url
        self._lock = threading.Lock()
        self._started: list[WorkerProcess] = []
        self._closed = False

    @property
    def closed(self) -> bool:
        """Whether all have been ended, and none can be started."""
        return self._closed

    @contextlib.contextmanager
    def at_work(self, worker: WorkerProcess) -> Iterator[None]:
        """A worker has its job: no spare is warmed for a while, and the worker ends with it."""
        self.spare.delay(UNDISTURBED_SECONDS)
        try:
            yield
        finally:
            worker.end()
            self.spare.delay(0)

    def close(self) -> None:
        """End all workers, and start no more."""
        with self._lock:
            self._closed = True
            workers = list(self._started)
        for worker in workers:
            worker.end(grace=0)

    def _start(self) -> WorkerProcess:
        with self._lock:
            if self._closed:
                raise WorkerError("The server is being closed.")
            worker = WorkerProcess(self._command, self._store_url)
            self._started = [each for each in self._started if each.alive] + [worker]
        return worker

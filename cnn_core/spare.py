"""The warm spare: one worker that has imported Keras already and waits for a job."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from cnn_core.worker_process import Message, WorkerProcess

RETRY_SECONDS = 30.0
"""After a spare that could not start, before the next is tried without need."""


class Spare:
    """Holds at most one waiting worker; `take` gives a ready one whether or not it is there."""

    def __init__(self, start: Callable[[], WorkerProcess]) -> None:
        self._start = start
        self._lock = threading.Lock()
        self._worker: WorkerProcess | None = None
        self._not_before = 0.0
        self._hello: Message | None = None

    @property
    def ready(self) -> bool:
        """Whether a job would start without waiting for an import."""
        worker = self._worker
        return worker is not None and worker.alive and worker.hello is not None

    @property
    def hello(self) -> Message | None:
        """What the last ready worker said of this machine; None if none has been ready yet."""
        worker = self._worker
        if worker is not None and worker.hello is not None:
            self._hello = worker.hello
        return self._hello

    def delay(self, seconds: float) -> None:
        """Leave the processors to the work at hand: warm no spare for so long."""
        self._not_before = time.monotonic() + seconds

    def keep_warm(self) -> None:
        """Start a spare if there is none and it is time; replace one that has died."""
        with self._lock:
            if self._worker is not None and not self._worker.alive:
                self._worker.end()
                self._worker = None
                self.delay(RETRY_SECONDS)
            if self._worker is None and time.monotonic() >= self._not_before:
                self.delay(RETRY_SECONDS)
                self._worker = self._start()
                self.delay(0)

    def take(self) -> WorkerProcess:
        """A ready worker, for the caller to end. Raises WorkerError if it cannot start."""
        with self._lock:
            worker, self._worker = self._worker, None
        if worker is not None and not worker.alive:
            worker.end()
            worker = None
        worker = worker or self._start()
        worker.wait_until_ready()
        self._hello = worker.hello
        return worker

    def give_back(self, worker: WorkerProcess) -> None:
        """Keep a worker that got no job."""
        with self._lock:
            if self._worker is None:
                self._worker = worker
                return
        worker.end()

"""Jobs other than training: a question to a worker, its progress, its answer."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from cnn_core.worker_process import Message, WorkerError, WorkerProcess

T = TypeVar("T")

GIVEN_UP = "The work was given up."


class Job(Future[T], Generic[T]):
    """The answer that a worker will give; its `result` may raise WorkerError."""

    progress: float = 0.0
    """Share of the work that is done, 0 to 1."""
    given_up: bool = False
    _worker: WorkerProcess | None = None

    def end(self) -> None:
        """Give the work up, and its worker with it: `result` raises WorkerError, or
        CancelledError if no worker had begun."""
        self.given_up = True
        if not self.cancel() and self._worker:
            self._worker.kill()

    def begin(self, worker: WorkerProcess) -> None:
        """Note who does the work. Raises WorkerError if it has been given up."""
        self._worker = worker
        if self.given_up:
            raise WorkerError(GIVEN_UP)


def converse(worker: WorkerProcess, question: Message, job: Job[Any]) -> Message:
    """Ask, note the progress, and return what the worker found. Raises WorkerError."""
    job.begin(worker)
    worker.send(question)
    while (message := worker.answer()) is not None:
        if "progress" in message:
            job.progress = float(message["progress"])
        if "error" in message:
            raise WorkerError(str(message["error"]))
        if "done" in message:
            return dict(message["done"])
    worker.end()
    raise WorkerError(GIVEN_UP if job.given_up else worker.ending())

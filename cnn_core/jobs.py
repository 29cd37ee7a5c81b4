"""Jobs other than training: a question to a worker, its progress, its answer."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any, Generic, TypeVar

from cnn_core.worker_process import Message, WorkerError, WorkerProcess

T = TypeVar("T")


class Job(Future[T], Generic[T]):
    """The answer that a worker will give; its `result` may raise WorkerError."""

    progress: float = 0.0
    """Share of the work that is done, 0 to 1."""


def converse(worker: WorkerProcess, question: Message, job: Job[Any]) -> Message:
    """Ask, note the progress, and return what the worker found. Raises WorkerError."""
    worker.send(question)
    while (message := worker.answer()) is not None:
        if "progress" in message:
            job.progress = float(message["progress"])
        if "error" in message:
            raise WorkerError(str(message["error"]))
        if "done" in message:
            return dict(message["done"])
    worker.end()
    raise WorkerError(worker.ending())

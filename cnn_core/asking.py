"""What an engine is asked besides training: questions that a worker on this machine answers."""

from __future__ import annotations

import atexit
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from cnn_core.conversion import Converted, Kind
from cnn_core.foreign.question import TakeIn, TakenIn
from cnn_core.jobs import Job, converse
from cnn_core.machine import with_fixed_threads
from cnn_core.prediction import Outputs, Predict, from_lines
from cnn_core.questions import Study
from cnn_core.spec import RunSpec
from cnn_core.store import Run, State, Store, StoreError
from cnn_core.threads import Threads
from cnn_core.worker_process import Message
from cnn_core.workers import Workers

T = TypeVar("T")


@dataclass(frozen=True)
class DeviceInfo:
    """A device that a run can choose."""

    kind: Literal["cpu", "gpu"]
    name: str


class Asking:
    """The part that all engines share: one question at a time goes to the spare worker."""

    def __init__(self, store: Store, command: Sequence[str]) -> None:
        self._store = store
        self._workers = Workers(command, store.url)
        self._spare = self._workers.spare
        self._threads = Threads()
        self._woken = threading.Event()
        self._one_job = threading.Lock()
        self._studies: dict[Study, Job[None]] = {}
        self._asked = threading.Lock()

    def wake(self) -> None:
        """Look at the queue now: a run was submitted."""
        self._woken.set()

    def close(self) -> None:
        """End all workers here. Runs that they train are interrupted and can be resumed."""
        atexit.unregister(self.close)
        self._threads.closing.set()
        self._woken.set()
        self._workers.close()
        self._threads.join()

    @property
    def spare_ready(self) -> bool:
        """Whether a worker here would start without waiting for an import."""
        return self._spare.ready

    @property
    def devices(self) -> list[DeviceInfo] | None:
        """The devices that a run can choose; None until the first worker has looked."""
        hello = self._spare.hello
        if hello is None:
            return None
        return [DeviceInfo(device["kind"], device["name"]) for device in hello["devices"]]

    @property
    def reason_no_gpu(self) -> str | None:
        """Why there is no GPU to choose; None until the first worker has looked."""
        hello = self._spare.hello
        return None if hello is None else str(hello.get("reason_no_gpu") or "")

    def calibrate(self, spec: RunSpec) -> Job[float]:
        """Measure the seconds that one training step of the spec takes on this machine."""
        plain = with_fixed_threads(spec).model_dump(mode="json")
        question = {"job": "calibrate", "spec": plain}
        return self._ask(question, lambda done: float(done["seconds_per_step"]))

    def evaluate(self, run: int) -> Job[None]:
        """Test a finished or stopped run's model, and write its result into the store.

        Raises StoreError for a run in another state or without a model of its last attempt.
        """
        found = self._store.run(run)
        if found.state not in (State.FINISHED, State.STOPPED):
            needed = "it can be evaluated when it has finished or was stopped"
            raise StoreError(f"Run {run} is {found.state}: {needed}.")
        self._check_model(found)
        question = {"job": "evaluate", "run": run, "attempt": found.attempt}
        return self._ask(question, lambda done: None)

    def predict(self, runs: Sequence[int], images: NDArray[np.uint8]) -> Job[dict[int, Outputs]]:
        """What the models of these runs answer to raw pixels (n, 28, 28): outputs (n, 10) of each.

        Raises StoreError for a run without a model of its last training, and RunNotFound;
        ValueError unless it is 1 to MAX_RUNS runs and 1 to MAX_IMAGES images.
        """
        question = Predict.of(runs, images)
        for run in runs:
            self._check_model(self._store.run(run))
        return self._ask(question.model_dump(), lambda done: from_lines(done["outputs"]))

    def convert(self, run: int, kind: Kind) -> Job[Converted]:
        """Make another kind of file of a run's saved model, and check it.

        Raises StoreError for a run without a model of its last training, and RunNotFound.
        """
        self._check_model(self._store.run(run))
        file = Converted(run, kind)
        return self._ask(file.question.model_dump(), file.take)

    def study(self, asked: Study) -> Job[None]:
        """Have a question about a run's network answered, and the answer kept in the store.

        Asked again while it is not done, it is the same job, which `end` gives up.
        Raises RunNotFound.
        """
        self._store.run(asked.run)
        with self._asked:
            self._studies = {each: job for each, job in self._studies.items() if not job.done()}
            if asked in self._studies:
                return self._studies[asked]
            job = self._studies[asked] = Job()
        return self._ask(asked.model_dump(), lambda done: None, job)

    def studying(self, asked: Study) -> Job[None] | None:
        """The job that is to answer this question, while it is not done."""
        job = self._studies.get(asked)
        return None if job is None or job.done() else job

    def download(self, dataset: str) -> Job[None]:
        """Fetch a dataset from the network into Keras' cache."""
        return self._ask({"job": "download", "dataset": dataset}, lambda done: None)

    def take_in(self, asked: TakeIn) -> Job[TakenIn]:
        """Put a .keras file on this machine into the store, as a run that has finished."""
        return self._ask(asked.model_dump(), TakenIn.model_validate)

    def _check_model(self, run: Run) -> None:
        if not self._store.has_artifact(run.id, "model"):
            raise StoreError(f"Run {run.id} has no model of its last training.")

    def _ask(
        self, question: Message, read: Callable[[Message], T], job: Job[T] | None = None
    ) -> Job[T]:
        job = job or Job()
        self._threads.start(lambda: self._answer(question, read, job))
        return job

    def _answer(self, question: Message, read: Callable[[Message], T], job: Job[T]) -> None:
        with self._one_job:
            if not job.set_running_or_notify_cancel():
                return
            try:
                worker = self._spare.take()
                with self._workers.at_work(worker):
                    job.set_result(read(converse(worker, question, job)))
            except Exception as error:
                job.set_exception(error)

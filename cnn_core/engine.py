"""The engine of one machine: queue, launch, recover. It alone starts workers.

One worker process per run, because devices, threads and GPU memory can only be set before
TensorFlow starts. A thread per slot takes the warm spare, hands it a run and waits for its end.
The threads are daemons: those of a pool would keep a server from ending while a run is trained.
"""

from __future__ import annotations

import atexit
import contextlib
import logging
import queue
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from cnn_core.jobs import Job, converse
from cnn_core.machine import slots_from_environment, with_fixed_threads
from cnn_core.prediction import Outputs, Predict, from_lines
from cnn_core.questions import Study
from cnn_core.spare import Spare
from cnn_core.spec import RunSpec
from cnn_core.store import Claim, Run, RunNotFound, State, Store, StoreError
from cnn_core.worker_process import Message, WorkerError, WorkerProcess

WORKER = (sys.executable, "-m", "cnn_core.worker")
POLL_SECONDS = 0.5
"""Between looks at the queue, for runs that others have submitted; `wake` shortens it."""
HOUSE_SECONDS = 2.0
"""Between looks at lost runs and at the spare."""
FIRST_PAGE_SECONDS = 2.0
"""After the start the page that is just opened has the processors; then the spare is warmed."""
UNDISTURBED_SECONDS = 10.0
"""Work just begun has the processors to itself for so long; then the next spare is warmed."""
CLOSE_SECONDS = 5.0

T = TypeVar("T")
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class DeviceInfo:
    """A device that a run can choose."""

    kind: Literal["cpu", "gpu"]
    name: str


class Engine:
    """Trains the store's queued runs, `slots` at a time over all engines of that store.

    `slots` is `$CNN_LAB_SLOTS`, or 1, by default. Without `spare` a worker is started only when it
    is needed. `command` starts a worker.
    """

    def __init__(
        self,
        store: Store,
        slots: int | None = None,
        spare: bool = True,
        command: Sequence[str] = WORKER,
    ) -> None:
        self.slots = slots_from_environment() if slots is None else slots
        self._store = store
        self._keeps_spare = spare
        self._command = command
        self._spare = Spare(self._start_worker)
        self._lock = threading.Lock()
        self._workers: list[WorkerProcess] = []
        self._threads: list[threading.Thread] = []
        self._one_job = threading.Lock()
        self._studies: dict[Study, Job[None]] = {}
        self._woken = threading.Event()
        self._closing = threading.Event()
        self._last_round = time.time()

    def start(self) -> None:
        """Begin to train queued runs, to recover lost ones and to keep a spare warm."""
        atexit.register(self.close)
        self._spare.delay(FIRST_PAGE_SECONDS)
        self._in_thread(lambda: self._repeat(self._keep_house, self._rest))
        for _ in range(self.slots):
            self._in_thread(lambda: self._repeat(self._train_next, self._await_run))

    def wake(self) -> None:
        """Look at the queue now: a run was submitted."""
        self._woken.set()

    def close(self) -> None:
        """End all workers. Runs being trained are interrupted and can be resumed."""
        atexit.unregister(self.close)
        self._closing.set()
        self._woken.set()
        with self._lock:
            workers, threads = list(self._workers), list(self._threads)
        for worker in workers:
            worker.end(grace=0)
        for thread in threads:
            thread.join(CLOSE_SECONDS)

    def run_one(self, run: int) -> None:
        """Train this run and no other, and return when its attempt has ended, here or elsewhere."""
        while self._store.run(run).active and not self._closing.is_set():
            self._store.recover()
            if not self._train_next(only=run):
                self._closing.wait(POLL_SECONDS)

    # -- what the machine has
    @property
    def spare_ready(self) -> bool:
        """Whether a run would start without waiting for an import."""
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

    # -- questions to a worker
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

    def study(self, asked: Study) -> Job[None]:
        """Have a question about a run's network answered, and the answer kept in the store.

        Asked again while it is not done, it is the same job, which `end` gives up.
        Raises RunNotFound.
        """
        self._store.run(asked.run)
        with self._lock:
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

    def _check_model(self, run: Run) -> None:
        if not self._store.has_artifact(run.id, "model"):
            raise StoreError(f"Run {run.id} has no model of its last training.")

    def _ask(
        self, question: Message, read: Callable[[Message], T], job: Job[T] | None = None
    ) -> Job[T]:
        job = job or Job()
        self._in_thread(lambda: self._answer(question, read, job))
        return job

    def _answer(self, question: Message, read: Callable[[Message], T], job: Job[T]) -> None:
        with self._one_job:
            if not job.set_running_or_notify_cancel():
                return
            try:
                worker = self._spare.take()
                with self._at_work(worker):
                    job.set_result(read(converse(worker, question, job)))
            except Exception as error:
                job.set_exception(error)

    # -- training
    def _train_next(self, only: int | None = None) -> bool:
        """Train the next run, if one waits and a slot is free. Returns whether there was one."""
        if not self._store.claimable(self.slots, only):
            return False
        try:
            worker = self._spare.take()
        except WorkerError as error:
            return not self._closing.is_set() and self._give_up_next(only, str(error))
        claim = self._store.claim(self.slots, only)
        if claim is None:
            self._spare.give_back(worker)
            return False
        with self._at_work(worker):
            worker.send({"job": "train", "run": claim.run, "attempt": claim.attempt})
            self._attend(worker, claim)
        self._close_attempt(worker, claim)
        return True

    def _give_up_next(self, only: int | None, reason: str) -> bool:
        claim = self._store.claim(self.slots, only)
        return claim is not None and self._store.lost(claim, reason)

    def _attend(self, worker: WorkerProcess, claim: Claim) -> None:
        """Wait for the worker's end, and end it if the run has been taken from it."""
        while True:
            try:
                if worker.answer(timeout=1) is None:
                    return
            except queue.Empty:
                if self._is_taken(claim):
                    worker.kill()

    def _is_taken(self, claim: Claim) -> bool:
        try:
            run = self._store.run(claim.run)
        except RunNotFound:
            return True
        except StoreError:
            return False
        return run.attempt != claim.attempt or run.state is State.INTERRUPTED

    def _close_attempt(self, worker: WorkerProcess, claim: Claim) -> None:
        with contextlib.suppress(StoreError):  # a full disk must not keep the run "running"
            self._store.put_log(claim, worker.log)
        closed = "The server was closed during the training."
        self._store.lost(claim, closed if self._closing.is_set() else worker.ending())

    # -- workers and threads
    def _start_worker(self) -> WorkerProcess:
        with self._lock:
            if self._closing.is_set():
                raise WorkerError("The server is being closed.")
            worker = WorkerProcess(self._command, self._store.url)
            self._workers = [each for each in self._workers if each.alive] + [worker]
        return worker

    @contextlib.contextmanager
    def _at_work(self, worker: WorkerProcess) -> Iterator[None]:
        self._spare.delay(UNDISTURBED_SECONDS)
        try:
            yield
        finally:
            worker.end()
            self._spare.delay(0)

    def _keep_house(self) -> bool:
        before, self._last_round = self._last_round, time.time()
        if self._last_round - before < 2 * HOUSE_SECONDS:
            self._store.recover()  # not after the machine has slept: workers must wake up first
        if self._keeps_spare:
            self._spare.keep_warm()
        return False

    def _rest(self) -> None:
        self._closing.wait(HOUSE_SECONDS)

    def _await_run(self) -> None:
        self._woken.wait(POLL_SECONDS)
        self._woken.clear()

    def _repeat(self, work: Callable[[], bool], pause: Callable[[], None]) -> None:
        while not self._closing.is_set():
            try:
                worked = work()
            except Exception:  # whatever it was, the next run must find an engine
                worked = False
                if not self._closing.is_set():
                    logger.exception("The engine goes on after an error.")
            if not worked:
                pause()

    def _in_thread(self, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, daemon=True)
        with self._lock:
            self._threads = [each for each in self._threads if each.is_alive()] + [thread]
            thread.start()

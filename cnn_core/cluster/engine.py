"""The engine of a Dask cluster: it hands the store's queue to a scheduler, and watches.

Queue, placement and retry are Dask's. What has been handed over is trained whether or not this
engine goes on; whoever hands it over again does nothing.
"""

from __future__ import annotations

import atexit
import contextlib
from collections.abc import Sequence
from typing import Any

from distributed import Client, Future

from cnn_core.asking import Asking, DeviceInfo
from cnn_core.cluster.fitness import Fitness, check_shared
from cnn_core.cluster.retry import hand_over, recover, task_key
from cnn_core.cluster.view import ClusterView, find_dashboard, read_workers
from cnn_core.records import Run, RunNotFound
from cnn_core.store import Store
from cnn_core.workers import WORKER

ROUND_SECONDS = 0.5
"""Between looks at queue and cluster; `wake` shortens it."""
HOUSE_SECONDS = 2.0
"""Between looks at lost runs and at the spare."""
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 5.0
NO_GPU = 'No worker of the cluster has a GPU; one that has is started with --resources "gpu=1".'

SILENT = (
    "The scheduler at {} does not answer. Queued runs wait, and are handed over as soon as it "
    "does; runs in work go on."
)


class ClusterEngine(Asking):
    """Has the store's queued runs trained by the Dask scheduler at `address`.

    Questions are answered on this machine, by workers that `command` starts; without `spare` one
    is started only when it is needed. Raises StoreError for a store that a cluster cannot share.
    """

    def __init__(
        self, store: Store, address: str, spare: bool = True, command: Sequence[str] = WORKER
    ) -> None:
        check_shared(store)
        super().__init__(store, command)
        self._address = address
        self._keeps_spare = spare
        self._fitness = Fitness.of_this_machine(store.identity())
        self._client: Client | None = None
        self._scheduler = ""
        self._dashboard: str | None = None
        self._handed: dict[str, tuple[Run, Future[None]]] = {}
        self._fault: str | None = None
        self._view = ClusterView(address, fault="The scheduler has not been asked yet.")

    def start(self) -> None:
        """Begin to hand over queued runs, to recover lost ones and to keep a spare warm."""
        atexit.register(self.close)
        self._threads.repeat(self._round, self._rest)
        self._threads.repeat(self._keep_house, lambda: self._wait(HOUSE_SECONDS))

    def close(self) -> None:
        """Leave the cluster. What was handed over is trained; questions end with their workers."""
        super().close()
        self._disconnect()

    def run_one(self, run: int) -> None:
        """Hand over the queue, and return when this run's training has ended."""
        while self._store.run(run).active and not self._threads.closing.is_set():
            recover(self._store)
            self._round()
            self._wait(ROUND_SECONDS)

    @property
    def view(self) -> ClusterView:
        """The cluster as it was a moment ago; nothing is asked for it."""
        return self._view

    @property
    def devices(self) -> list[DeviceInfo] | None:
        """The devices that a run can choose: those of the cluster's workers that fit."""
        if self._view.fault and not self._view.workers:
            return None
        gpus = [worker for worker in self._view.workers if worker.slots and worker.has_gpu]
        return [DeviceInfo("cpu", "CPU"), *(DeviceInfo("gpu", gpu.name) for gpu in gpus)]

    @property
    def reason_no_gpu(self) -> str | None:
        """Why there is no GPU to choose: none has one, or the scheduler does not answer."""
        if self.devices is None:
            return self._view.fault
        return NO_GPU if len(self.devices) == 1 else ""

    def _round(self) -> bool:
        """One look at the cluster and one at the queue. A scheduler that is gone is no error."""
        try:
            client = self._connected()
            identity = client.sync(_identity, client, callback_timeout=ANSWER_SECONDS)
        except OSError:  # which a timeout and a lost connection are
            self._view = ClusterView(self._address, fault=SILENT.format(self._address))
            return False
        if identity["id"] != self._scheduler:
            self._scheduler = str(identity["id"])
            self._dashboard = find_dashboard(self._address, identity)
        workers = read_workers(identity, self._fitness)
        self._hand_over_queue(client)
        self._view = ClusterView(self._address, workers, self._dashboard, self._fault)
        return False

    def _connected(self) -> Client:
        """A client, which connects again by itself. Raises OSError while there is no scheduler."""
        if self._client is not None and self._client.status in ("closing", "closed"):
            self._disconnect()
        if self._client is None:
            self._client = Client(
                self._address, timeout=CONNECT_SECONDS, set_as_default=False, name="cnn-lab"
            )
        return self._client

    def _disconnect(self) -> None:
        client, self._client = self._client, None
        self._handed.clear()
        if client is not None:
            with contextlib.suppress(OSError):
                client.close(timeout=1)

    def _hand_over_queue(self, client: Client) -> None:
        """Hand over what is new in the queue; withdraw what has left it without being trained."""
        queue = {task_key(run, self._fitness): run for run in self._store.queue()}
        for key in [*self._handed]:
            if key not in queue or self._handed[key][1].done():
                self._let_go(client, key)
        for key, run in queue.items():
            if key not in self._handed:
                self._handed[key] = run, hand_over(client, run, self._fitness)

    def _let_go(self, client: Client, key: str) -> None:
        """Withdraw a run that has not begun: it was stopped, or Dask has given it up."""
        run, future = self._handed.pop(key)
        if self._has_begun(run):
            self._fault = None
            return
        if future.status == "error":
            self._fault = f"Dask could not begin run {run.id}: {future.exception()!r}"
        client.cancel([future], force=True)

    def _has_begun(self, run: Run) -> bool:
        try:
            return self._store.run(run.id).attempt > run.attempt
        except RunNotFound:
            return False

    def _keep_house(self) -> bool:
        recover(self._store)
        if self._keeps_spare:
            self._spare.keep_warm()
        return False

    def _rest(self) -> None:
        self._woken.wait(ROUND_SECONDS)
        self._woken.clear()

    def _wait(self, seconds: float) -> None:
        self._threads.closing.wait(seconds)


async def _identity(client: Client) -> dict[str, Any]:
    assert client.scheduler is not None
    answer: dict[str, Any] = await client.scheduler.identity()
    return answer

"""The engine of one machine: queue, launch, recover.

A thread per slot takes the warm spare, hands it a run and waits for its end.
"""

from __future__ import annotations

import atexit
import time
from collections.abc import Sequence

from cnn_core.asking import Asking, DeviceInfo
from cnn_core.launch import launch
from cnn_core.machine import slots_from_environment
from cnn_core.store import Store
from cnn_core.workers import WORKER

__all__ = ["WORKER", "DeviceInfo", "Engine"]

POLL_SECONDS = 0.5
"""Between looks at the queue, for runs that others have submitted; `wake` shortens it."""
HOUSE_SECONDS = 2.0
"""Between looks at lost runs and at the spare."""
FIRST_PAGE_SECONDS = 2.0
"""After the start the page that is just opened has the processors; then the spare is warmed."""


class Engine(Asking):
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
        super().__init__(store, command)
        self.slots = slots_from_environment() if slots is None else slots
        self._keeps_spare = spare
        self._last_round = time.time()

    def start(self) -> None:
        """Begin to train queued runs, to recover lost ones and to keep a spare warm."""
        atexit.register(self.close)
        self._spare.delay(FIRST_PAGE_SECONDS)
        self.keep_house()
        for _ in range(self.slots):
            self._threads.repeat(self._train_next, self._await_run)

    def keep_house(self) -> None:
        """Recover lost runs and keep a spare warm, without training more than `run_one` asks."""
        self._threads.repeat(self._keep_house, self._rest)

    def run_one(self, run: int) -> None:
        """Train this run and no other, and return when its attempt has ended, here or elsewhere."""
        while self._store.run(run).active and not self._threads.closing.is_set():
            self._store.recover()
            if not self._train_next(only=run):
                self._threads.closing.wait(POLL_SECONDS)

    def _train_next(self, only: int | None = None) -> bool:
        """Train the next run, if one waits and a slot is free. Returns whether there was one."""
        if not self._store.claimable(self.slots, only):
            return False
        claim = launch(self._store, self._workers, lambda: self._store.claim(self.slots, only))
        return claim is not None

    def _keep_house(self) -> bool:
        before, self._last_round = self._last_round, time.time()
        if self._last_round - before < 2 * HOUSE_SECONDS:
            self._store.recover()  # not after the machine has slept: workers must wake up first
        if self._keeps_spare:
            self._spare.keep_warm()
        return False

    def _rest(self) -> None:
        self._threads.closing.wait(HOUSE_SECONDS)

    def _await_run(self) -> None:
        self._woken.wait(POLL_SECONDS)
        self._woken.clear()

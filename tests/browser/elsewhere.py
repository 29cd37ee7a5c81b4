"""A run trained elsewhere: a thread of the test writes into the store what a worker would.

For tests of what pages do meanwhile; that the server's own worker trains is test_training's.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

from cnn_core.presets import ARTICLE
from cnn_core.records import Claim, Point, State
from cnn_core.store import Store
from tests.evaluated_runs import RESULT

FLUSH_SECONDS = 0.2
STEPS = 5
"""In each flush."""


class Elsewhere:
    """Trains until it is asked to stop."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._claim = _claim(store)
        self._payload: bytes | None = None
        self._thread = Thread(target=self._train)
        self._thread.start()

    @property
    def run(self) -> int:
        return self._claim.run

    def hand_on(self, payload: bytes) -> None:
        """Write newer weights with the next flush."""
        self._payload = payload

    def end(self) -> None:
        self._store.stop(self.run)
        self._thread.join()

    def _train(self) -> None:
        step = 0
        while self._flush(step) == "run":
            step += STEPS
            time.sleep(FLUSH_SECONDS)
        self._store.end(self._claim, State.STOPPED)
        self._store.set_result(self._claim, RESULT, {})

    def _flush(self, step: int) -> str:
        payload, self._payload = self._payload, None
        points = [
            Point("batch", each, 1, each / 40, loss=1 / each, accuracy=0.5)
            for each in range(step + 1, step + STEPS + 1)
        ]
        weights = {"payload": payload} if payload else {}
        return self._store.flush(self._claim, points, epoch=0, artifacts=weights).action


def _claim(store: Store) -> Claim:
    """Of a new run, before the server's engine takes it: that looks twice a second."""
    while True:
        run = store.submit(ARTICLE, "trained elsewhere")
        claim = store.claim(slots=99, only=run)
        if claim is not None:
            return claim
        store.stop(run)


@contextmanager
def training_elsewhere(url: str) -> Iterator[Elsewhere]:
    store = Store(url)
    training = Elsewhere(store)
    try:
        yield training
    finally:
        if store.run(training.run).active:
            training.end()
        store.close()

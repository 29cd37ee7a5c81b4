"""The run's line to the store: a thread writes what happened and hears what is wanted.

In a thread, so that training does not wait for the database: the two use different cores.
It writes every half second even when there is nothing to say, which is the run's heartbeat.
"""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from cnn_core.store import Claim, LeaseLost, Point, Store, StoreError, Wanted

T = TypeVar("T")

FLUSH_SECONDS = 0.2
HEARTBEAT_SECONDS = 0.5
RETRY_SECONDS = 5.0
"""How long a store that fails (a full disk) is tried again before the run ends."""
LEASE_LOST_EXIT = 3
"""Exit status of a process whose run belongs to another."""


@dataclass
class Parcel:
    """What is written in one transaction."""

    points: list[Point] = field(default_factory=list)
    epoch: int | None = None
    step: int | None = None
    device: str | None = None
    artifacts: dict[str, bytes] = field(default_factory=dict)
    applied_rate: float | None = None
    """The wanted learning rate that the checkpoint among the artifacts knows."""

    def add(self, later: Parcel) -> None:
        """Take in what happened later."""
        self.points += later.points
        self.epoch = self.epoch if later.epoch is None else later.epoch
        self.step = self.step if later.step is None else later.step
        self.device = later.device or self.device
        self.artifacts |= later.artifacts
        self.applied_rate = later.applied_rate or self.applied_rate


class Link:
    """Hands parcels to the store in their order. A lost lease ends the process at once.

    What is wanted already is known from the start. Raises LeaseLost and StoreError there.
    """

    def __init__(self, store: Store, claim: Claim) -> None:
        self._store = store
        self._claim = claim
        self._parcels: deque[Parcel] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._failure: StoreError | None = None
        self._action = Wanted().action
        self._learning_rate: float | None = None
        self._taken_rate: float | None = None
        self._hear(persistently(lambda: self._flush(Parcel())))
        self._thread = threading.Thread(target=self._write_all, name="link", daemon=True)
        self._thread.start()

    def put(self, parcel: Parcel) -> None:
        """Have it written soon; returns at once. Raises StoreError if the store has failed."""
        with self._changed:
            self._raise_failure()
            if "checkpoint" in parcel.artifacts:
                parcel.applied_rate = self._taken_rate
            # A checkpoint goes with the step it was made at: only a later one is added behind it,
            # so that epochs shorter than a flush do not pile up.
            last = self._parcels[-1] if self._parcels else None
            if last and (not last.artifacts or "checkpoint" in parcel.artifacts):
                last.add(parcel)
            else:
                self._parcels.append(parcel)
            self._changed.notify_all()

    @property
    def action(self) -> str:
        """`run`, `pause` or `stop`, as of the latest flush. Raises StoreError as `put`."""
        with self._changed:
            self._raise_failure()
            return self._action

    def take_learning_rate(self) -> float | None:
        """A new learning rate, given once: it is wanted until a checkpoint is made with it."""
        with self._changed:
            rate, self._learning_rate = self._learning_rate, None
            self._taken_rate = rate or self._taken_rate
            return rate

    def close(self) -> None:
        """Wait until everything is written, and end the thread. Raises StoreError as `put`."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()
        self._raise_failure()

    def _raise_failure(self) -> None:
        if self._failure:
            raise self._failure

    def _write_all(self) -> None:
        written = time.monotonic()
        while (parcel := self._next(written)) is not None:
            written = time.monotonic()
            try:
                self._hear(persistently(lambda: self._flush(parcel)))
            except LeaseLost:
                os._exit(LEASE_LOST_EXIT)
            except StoreError as error:
                self._failure = error
                return

    def _next(self, written: float) -> Parcel | None:
        """The next parcel when it is due, an empty one as a heartbeat, None after the last."""
        with self._changed:
            while not self._closed:
                pause = FLUSH_SECONDS if self._parcels else HEARTBEAT_SECONDS
                remaining = written + pause - time.monotonic()
                if remaining <= 0:
                    break
                self._changed.wait(remaining)
            if self._parcels:
                return self._parcels.popleft()
            return None if self._closed else Parcel()

    def _flush(self, parcel: Parcel) -> Wanted:
        return self._store.flush(
            self._claim,
            parcel.points,
            epoch=parcel.epoch,
            step=parcel.step,
            device=parcel.device,
            artifacts=parcel.artifacts,
            applied_rate=parcel.applied_rate,
        )

    def _hear(self, wanted: Wanted) -> None:
        with self._changed:
            self._action = wanted.action
            if wanted.learning_rate is None:
                self._taken_rate = None
            elif wanted.learning_rate != self._taken_rate:
                self._learning_rate = wanted.learning_rate


def persistently(write: Callable[[], T]) -> T:
    """Call `write` until it succeeds; after RETRY_SECONDS of StoreErrors raise the last one."""
    until = time.monotonic() + RETRY_SECONDS
    while True:
        try:
            return write()
        except LeaseLost:
            raise
        except StoreError:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)

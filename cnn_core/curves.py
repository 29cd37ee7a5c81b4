"""The curves of one run, read bit by bit from the store and thinned, for charts that tick."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field

from cnn_core.records import Point, Run
from cnn_core.store import Store
from cnn_core.thinning import Series, Thinned

RECENT_BATCHES = 200
CHUNK_STEPS = 20_000
"""Steps read at once: a long run's points would fill the memory of the server."""


@dataclass(frozen=True, eq=False)
class Curves:
    """What a chart draws. Steps are finished mini-batches, from 1.

    Another object is other curves: what was drawn of one can be kept beside it.
    """

    loss: Series = field(default_factory=Series)
    accuracy: Series = field(default_factory=Series)
    epochs: tuple[Point, ...] = ()
    events: tuple[Point, ...] = ()
    recent: tuple[Point, ...] = ()
    """The last batches, every one of them."""

    @property
    def best_epoch(self) -> Point | None:
        """The epoch with the lowest validation loss; None without validation images."""
        rated = [(point.val_loss, point) for point in self.epochs if point.val_loss is not None]
        return min(rated, key=lambda pair: pair[0])[1] if rated else None


class CurveReader:
    """Reads one run's points; each `read` costs as much as what is new since the last one.

    Where nothing is new, the curves are the same object.

    One reader may be shared between threads.
    """

    def __init__(self, run: int) -> None:
        self._run = run
        self._lock = threading.Lock()
        self._read_last: tuple[Run, Curves] | None = None
        self._attempt = self._run_step = -1
        self._forget()

    def read(self, store: Store) -> tuple[Run, Curves]:
        """The run and its curves as they are now. Raises RunNotFound."""
        with self._lock:
            run = store.run(self._run)
            if self._read_last and run == self._read_last[0]:  # its heart beats with every point
                return self._read_last
            if run.attempt != self._attempt or run.step < self._run_step:
                self._forget()
            self._attempt, self._run_step = run.attempt, run.step
            self._read_batches(store, run.step)
            self._read_epochs(store)
            self._read_events(store)
            self._read_last = run, self._curves()
            return self._read_last

    def _forget(self) -> None:
        self._loss = Thinned()
        self._accuracy = Thinned()
        self._epochs: list[Point] = []
        self._events: list[Point] = []
        self._recent: deque[Point] = deque(maxlen=RECENT_BATCHES)

    def _read_batches(self, store: Store, run_step: int) -> None:
        after = self._recent[-1].step if self._recent else 0
        while after + CHUNK_STEPS < run_step:
            self._add(store.points(self._run, ["batch"], after, after + CHUNK_STEPS))
            after += CHUNK_STEPS
        self._add(store.points(self._run, ["batch"], after))

    def _add(self, batches: list[Point]) -> None:
        for point in batches:
            self._loss.add(point.step, point.loss)
            self._accuracy.add(point.step, point.accuracy)
        self._recent.extend(batches)

    def _read_epochs(self, store: Store) -> None:
        after = self._epochs[-1].step if self._epochs else 0
        self._epochs += store.points(self._run, ["epoch"], after)

    def _read_events(self, store: Store) -> None:
        """Several events can bear one step, so those of the last step are read again."""
        after = self._events[-1].step - 1 if self._events else -1
        known = [event for event in self._events if event.step <= after]
        self._events = known + store.points(self._run, ["event"], after)

    def _curves(self) -> Curves:
        return Curves(
            loss=self._loss.series(),
            accuracy=self._accuracy.series(),
            epochs=tuple(self._epochs),
            events=tuple(self._events),
            recent=tuple(self._recent),
        )

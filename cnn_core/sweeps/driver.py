"""Work on the store's sweeps, beside an engine that trains their runs, in whatever process."""

from __future__ import annotations

import atexit
import logging
import threading
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING

from cnn_core.records import LeaseLost, StoreError
from cnn_core.store import Store
from cnn_core.sweeps.records import Driving, StudyError, SweepState

if TYPE_CHECKING:
    from cnn_core.sweeps.search import Search

STEP_SECONDS = 0.5
CLOSE_SECONDS = 5.0
FAULT = "The sweep ended by an error; the server's log has it."

logger = logging.getLogger(__name__)


class Sweeper:
    """Chooses for all sweeps of the store that no other process works on, or for `only` one.

    Optuna is loaded with the first sweep: it takes 23 MB.
    """

    def __init__(self, store: Store, only: int | None = None) -> None:
        self._store = store
        self._only = only
        self._driver = str(uuid.uuid4())
        self._searches: dict[int, Search] = {}
        self._warned: set[str] = set()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._repeat, daemon=True)

    def start(self) -> None:
        """Begin to work, in a thread that does not keep the process from ending."""
        atexit.register(self.close)
        self._thread.start()

    def close(self) -> None:
        """Leave the sweeps to others. Their runs are not touched."""
        atexit.unregister(self.close)
        self._closing.set()
        if self._thread.is_alive():
            self._thread.join(CLOSE_SECONDS)
        with suppress(StoreError):
            self._store.sweeps.leave(self._driver)

    def step(self) -> None:
        """One look at every sweep that can be had. Raises StoreError if the store has a fault."""
        if not self._store.sweeps.waiting():
            return
        held = self._store.sweeps.take(self._driver, self._only)
        self._searches = {each: self._searches[each] for each in held if each in self._searches}
        for number in held:
            self._work_on(Driving(number, self._driver))

    def _work_on(self, driving: Driving) -> None:
        search = self._searches.pop(driving.sweep, None)
        try:
            search = search or self._open(driving)
            search.step()
        except LeaseLost:
            return
        except StoreError as error:  # the store's fault or the row's: the others go on meanwhile
            self._warn(error)
            return
        except StudyError as error:
            self._store.sweeps.end(driving, SweepState.FAILED, str(error))
            return
        except Exception:  # whatever it was, the other sweeps go on
            logger.exception("Sweep %d ends by an error.", driving.sweep)
            self._store.sweeps.end(driving, SweepState.FAILED, FAULT)
            return
        self._searches[driving.sweep] = search

    def _open(self, driving: Driving) -> Search:
        from cnn_core.sweeps.search import Search

        return Search(self._store, driving)

    def _repeat(self) -> None:
        while not self._closing.wait(STEP_SECONDS):
            try:
                self.step()
            except StoreError as error:
                self._warn(error)

    def _warn(self, error: StoreError) -> None:
        """Once for each fault: the next steps would say the same."""
        if str(error) not in self._warned:
            self._warned.add(str(error))
            logger.warning("A sweep waits for the store. %s", error)

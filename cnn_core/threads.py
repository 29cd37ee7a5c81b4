"""Daemon threads that go on until they are told to end.

Those of a pool would keep a server from ending while one of them waits for a training.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

CLOSE_SECONDS = 5.0

logger = logging.getLogger(__name__)


class Threads:
    """The threads of one engine; `closing` is set once they are to end."""

    def __init__(self) -> None:
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    def start(self, work: Callable[[], None]) -> None:
        """Do the work in a thread of its own."""
        thread = threading.Thread(target=work, daemon=True)
        with self._lock:
            self._threads = [each for each in self._threads if each.is_alive()] + [thread]
            thread.start()

    def repeat(self, work: Callable[[], bool], pause: Callable[[], None]) -> None:
        """Do the work again and again in a thread of its own, with a pause when there was none."""
        self.start(lambda: self._repeat(work, pause))

    def join(self) -> None:
        """Wait for the threads' ends, which `closing` and the ends of workers bring about."""
        with self._lock:
            threads = list(self._threads)
        for thread in threads:
            thread.join(CLOSE_SECONDS)

    def _repeat(self, work: Callable[[], bool], pause: Callable[[], None]) -> None:
        while not self.closing.is_set():
            try:
                worked = work()
            except Exception:  # whatever it was, the next run must find an engine
                worked = False
                if not self.closing.is_set():
                    logger.exception("The engine goes on after an error.")
            if not worked:
                pause()

"""What Ctrl-C does on the command line: the first time it asks, the second time it leaves."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import click


@contextmanager
def on_interrupt(asking: str, ask: Callable[[], None], leave: Callable[[], None]) -> Iterator[None]:
    """Say what is asked, such as "Stopping.", and ask; when interrupted again, leave."""
    previous = signal.signal(signal.SIGINT, _Interrupts(asking, ask, leave))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, previous)


class _Interrupts:
    def __init__(self, asking: str, ask: Callable[[], None], leave: Callable[[], None]) -> None:
        self._asking = asking
        self._ask = ask
        self._leave = leave
        self._asked = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if not self._asked:
            click.echo(f"\n{self._asking} Ctrl-C again leaves at once.", err=True)
        work = self._leave if self._asked else self._ask
        self._asked = True
        threading.Thread(target=work, daemon=True).start()  # a handler may not use the database

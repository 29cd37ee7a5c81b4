"""TensorFlow's log of device placement, without its repetitions.

TensorFlow writes a line to stderr for every operation of every call, dozens a second, among which
nothing would be found. Kept is the first line of each kind of operation on each device.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

IN_GRAPH = re.compile(rb": \((\w+)\): /job:\S*/device:(\w+:\d+)")
EAGER = re.compile(rb"Executing op (\w+) in device /job:\S*/device:(\w+:\d+)")


@contextmanager
def shortened(active: bool) -> Iterator[None]:
    """While it lasts, stdout and stderr go to stderr, and pass through; nothing if not `active`.

    Both, because TensorFlow writes each line about an operation in a graph to both.
    """
    if not active:
        yield
        return
    originals = {number: os.dup(number) for number in (1, 2)}
    reader, writer = os.pipe()
    for number in originals:
        os.dup2(writer, number)
    os.close(writer)
    thread = threading.Thread(target=_pass_on, args=(reader, originals[2]), daemon=True)
    thread.start()
    try:
        yield
    finally:
        for number, original in originals.items():
            os.dup2(original, number)  # the pipe's last writer closed, which ends the thread
        thread.join()
        for original in originals.values():
            os.close(original)


def _pass_on(reader: int, target: int) -> None:
    seen: set[tuple[bytes, ...]] = set()
    with os.fdopen(reader, "rb") as lines:
        for line in lines:
            match = IN_GRAPH.search(line) or EAGER.search(line)
            if match is None:
                os.write(target, line)
            elif match.groups() not in seen:
                seen.add(match.groups())
                os.write(target, b"%s on %s\n" % match.groups())

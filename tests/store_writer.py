"""A process that writes to one run until it is killed, and says what has been written.

`python -m tests.store_writer URL RUN ATTEMPT`: after each flush it prints the step.
"""

from __future__ import annotations

import sys

from cnn_core.store import Claim, Point, Store


def main(url: str, run: str, attempt: str) -> None:
    store, claim = Store(url), Claim(int(run), int(attempt))
    step = store.run(claim.run).step
    while True:
        step += 1
        point = Point("batch", step, 1, step / 100, loss=1 / step)
        checkpoint = str(step).encode() * 20_000
        store.flush(claim, [point], step=step, artifacts={"checkpoint": checkpoint})
        print(step, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

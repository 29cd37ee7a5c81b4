"""A worker that keeps the protocol without Keras: what it does is told by the run's name.

`python -m tests.fake_worker` is started by an engine in place of the real one.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time

from cnn_core.store import Claim, LeaseLost, Point, State, Store

STEPS = 5


def say(**message: object) -> None:
    print(json.dumps(message), flush=True)


def end_with_the_engine() -> None:
    sys.stdin.read()
    os._exit(3)


def train(store: Store, claim: Claim) -> None:
    name = store.run(claim.run).name
    for step in range(1, STEPS + 1):
        if name == "crash" and step == 3:
            sys.exit("the fake crashed")
        points = [Point("batch", step, 1, step / 10, loss=1 / step)]
        wanted = store.flush(claim, points, step=step, artifacts={"checkpoint": b"weights"})
        if wanted.action == "pause":
            return store.end(claim, State.PAUSED)
        while name == "endless":
            store.flush(claim)
            time.sleep(0.05)
        time.sleep(0.02)
    return store.end(claim, State.FINISHED)


def main() -> None:
    say(ready=True, devices=[{"kind": "cpu", "name": "fake"}], reason_no_gpu="It is a fake.")
    job = json.loads(sys.stdin.readline())
    threading.Thread(target=end_with_the_engine, daemon=True).start()
    print("a line for the log", file=sys.stderr)
    if job["job"] == "train":
        train(Store(), Claim(job["run"], job["attempt"]))
    elif job["job"] == "calibrate":
        say(progress=0.5)
        say(done={"seconds_per_step": 0.25})
    else:
        say(error="The fake has no network.")


if __name__ == "__main__":
    try:
        main()
    except LeaseLost:
        os._exit(4)

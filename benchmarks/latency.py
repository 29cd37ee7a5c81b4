"""Waiting times of a person at the Train button, with the warm spare worker.

    python -m benchmarks.latency [--repeats 5]

From submit to the first point in the store, and from stop to the state "stopped".
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cnn_core.engine import Engine
from cnn_core.presets import ARTICLE
from cnn_core.store import State, Store


def wait(condition: Callable[[], object], limit: float = 60.0) -> float:
    """Seconds until the condition holds."""
    start = time.perf_counter()
    while not condition():
        if time.perf_counter() - start > limit:
            raise SystemExit(f"nothing happened within {limit} s")
        time.sleep(0.01)
    return time.perf_counter() - start


def one_round(store: Store, engine: Engine) -> tuple[float, float]:
    """(seconds to the first point, seconds to stopped)"""
    wait(lambda: engine.spare_ready)
    run = store.submit(ARTICLE, "latency")
    engine.wake()
    first = wait(lambda: store.points(run, kinds=("batch",)))
    wait(lambda: store.run(run).step >= 50)
    store.stop(run)
    return first, wait(lambda: store.run(run).state == State.STOPPED)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'runs.sqlite'}")
        engine = Engine(store)
        engine.start()
        rounds = [one_round(store, engine) for _ in range(options.repeats)]
        engine.close()
    for title, values in zip(
        ("Train to first point", "Stop to stopped"), zip(*rounds, strict=True), strict=True
    ):
        shown = f"median {statistics.median(values):.2f} s"
        print(f"{title}: {shown}, {min(values):.2f} to {max(values):.2f} s, {len(values)} rounds")


if __name__ == "__main__":
    main()

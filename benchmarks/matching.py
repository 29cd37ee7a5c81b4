"""Time to match two runs of the article's network, from the question to the stored result.

    python -m benchmarks.matching [--rounds 3]

Each round asks a fresh worker, whose start is told apart: on a page a warm one waits. The networks
are untrained, which costs the same. Exits with 1 if a round takes more than LIMIT_SECONDS.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from cnn_core.agreement.kept import asked, kept
from cnn_core.engine import Engine
from cnn_core.groups import seeds_of
from cnn_core.learning import network, weights
from cnn_core.normalization import Normalization, fit
from cnn_core.presets import ARTICLE
from cnn_core.sources import read_mnist
from cnn_core.store import State, Store

LIMIT_SECONDS = 30.0
"""On two cores, the worker's start included."""


def two_runs(store: Store, normalization: Normalization) -> tuple[int, int]:
    """Two stopped runs that differ in their seeds."""
    group = store.groups.submit(seeds_of(ARTICLE, 2, "both"), "article", "both")
    first, second = next(each for each in store.groups.all() if each.id == group).runs
    for run in (first, second):
        spec = store.run(run).spec
        model = network.build(spec.architecture, spec.training.seed_of_weights)
        payload = weights.payload(model, spec, normalization)
        store.end(store.claim(99, only=run), State.STOPPED, artifacts={"payload": payload})
    return first, second


def measure(store: Store, pair: tuple[int, int]) -> tuple[float, float]:
    """Seconds until a worker is at it, and seconds in all."""
    engine = Engine(store, spare=False)
    started = time.monotonic()
    try:
        job = engine.study(asked(pair))
        while not job.progress and not job.done():
            time.sleep(0.01)
        begun = time.monotonic() - started
        job.result()
        return begun, time.monotonic() - started
    finally:
        engine.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder, 'runs.sqlite')}")
        pair = two_runs(store, fit("unit", read_mnist("test")[0]))
        slowest = 0.0
        for _ in range(options.rounds):
            begun, whole = measure(store, pair)
            slowest = max(slowest, whole)
            print(f"{whole:.1f} s, of which {begun:.1f} s until the first images were looked at")
        images = kept(store, [pair])[pair].agreement.images
        store.close()
    print(f"{images:,} images; slowest of {options.rounds}: {slowest:.1f} s")
    if slowest > LIMIT_SECONDS:
        raise SystemExit(f"At most {LIMIT_SECONDS:g} s are expected.")


if __name__ == "__main__":
    main()

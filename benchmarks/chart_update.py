"""Cost of one update of the live charts, late in a long run against early.

    python -m benchmarks.chart_update [--repeats 40]

A real store holds two runs with synthetic points, of 1,000 and of 200,000 batches. An update
adds 10 batches and then does what the page does: read the store, thin, make both figures. The
two runs take turns; the figures are medians. Reading a run for the first time is timed apart.
"""

from __future__ import annotations

import argparse
import math
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cnn_core.curves import CurveReader
from cnn_core.figures.curves import View, accuracy_figure, loss_figure
from cnn_core.plan import steps_per_epoch
from cnn_core.presets import ARTICLE
from cnn_core.store import Claim, Point, Store

LENGTHS = (1_000, 200_000)
BATCHES_AN_UPDATE = 10
PER_EPOCH = steps_per_epoch(ARTICLE)


@dataclass
class Trained:
    """A run that synthetic points are added to."""

    store: Store
    claim: Claim
    reader: CurveReader
    step: int = 0

    def train(self, batches: int) -> None:
        first, self.step = self.step + 1, self.step + batches
        points = [point for step in range(first, self.step + 1) for point in synthetic(step)]
        self.store.flush(self.claim, points, step=self.step)

    def update_seconds(self) -> float:
        self.train(BATCHES_AN_UPDATE)
        start = time.perf_counter()
        _, curves = self.reader.read(self.store)
        view = View(PER_EPOCH, smoothing=0.8)
        loss_figure(curves, view).to_json()
        accuracy_figure(curves, view).to_json()
        return time.perf_counter() - start


def synthetic(step: int) -> Iterator[Point]:
    """The batch, and the epoch that ends with it."""
    loss = 2.3 * math.exp(-step / 500) + 0.02 * (1 + math.sin(step * 1.7))
    values = (-(-step // PER_EPOCH), step / 40, loss, 1 - loss / 3)
    yield Point("batch", step, *values, learning_rate=0.001)
    if step % PER_EPOCH == 0:
        yield Point("epoch", step, *values, loss, 1 - loss / 3)


def begin(store: Store, batches: int) -> Trained:
    run = store.submit(ARTICLE, f"{batches:,} batches")
    claim = store.claim(slots=len(LENGTHS), only=run)
    if claim is None:
        raise SystemExit("the store did not hand the run over")
    trained = Trained(store, claim, CurveReader(run))
    trained.train(batches)
    return trained


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=40)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'runs.sqlite'}")
        runs = [begin(store, batches) for batches in LENGTHS]
        first = [run.update_seconds() for run in runs]
        rounds = [[run.update_seconds() for run in runs] for _ in range(options.repeats)]
        store.close()
    short, long = (statistics.median(column) for column in zip(*rounds, strict=True))
    for batches, seconds, opening in zip(LENGTHS, (short, long), first, strict=True):
        print(f"batch {batches:,}: update {1000 * seconds:.1f} ms, first read {opening:.2f} s")
    print(f"ratio {long / short:.2f}")


if __name__ == "__main__":
    main()

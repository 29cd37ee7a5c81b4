"""Patterns that the article's last convolution looks for: time, gain of one batch, and quality.

    python -m benchmarks.oips [--run N] [--rounds 3] [--alone 8]

64 maps, 4 starts each, 100 steps. Told are: the seconds from the stored weights to the packed
result, as a worker does it once it has imported Keras; how many times as long the same ascent takes
for one start after another, on a sample of starts between the rounds, both with their graphs traced
already; and how many maps' patterns reach at least the mean activation of the best of all training
images. `--run` is a run of `$CNN_LAB_STORE`; without it the article's preset is trained first.
Exits with 1 if a limit is missed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from cnn_core.following import train_to_the_end
from cnn_core.inside.oips import Oips
from cnn_core.inside.patches import Patches
from cnn_core.learning import devices
from cnn_core.learning.answers import Answers
from cnn_core.learning.ascent import Ascent, Maps, Values
from cnn_core.learning.maximise import maximise
from cnn_core.learning.patches import patches
from cnn_core.learning.studies import Context
from cnn_core.machine import fixed_threads
from cnn_core.presets import ARTICLE
from cnn_core.questions import Maximise
from cnn_core.questions import Patches as AskPatches
from cnn_core.records import LATEST
from cnn_core.spec import Hardware
from cnn_core.store import Store

LAST_CONVOLUTION = 4
MAPS = 64
QUESTION = Maximise(layer=LAST_CONVOLUTION)
LIMIT_SECONDS = 20.0
LEAST_GAIN = 5.0
LEAST_REACHED = 60
"""Maps, of 64 that any training image excites."""


class Starts:
    """The same ascent for all starts at once, and for one after another."""

    def __init__(self, context: Context) -> None:
        self._ascent = Ascent(Answers(context.opened, LAST_CONVOLUTION))
        rng = np.random.default_rng(0)
        self._maps = np.repeat(np.arange(MAPS, dtype=np.int32), QUESTION.starts)
        self._images = rng.uniform(0, 255, (len(self._maps), 28, 28, 1)).astype(np.float32)

    def together(self) -> float:
        """Seconds a start, of all of them in one batch."""
        return self._seconds(self._images, self._maps) / len(self._maps)

    def alone(self, sample: int) -> float:
        """Seconds a start, of so many one after another."""
        rows = np.linspace(0, len(self._maps) - 1, sample, dtype=int)
        return sum(self._seconds(self._images[[r]], self._maps[[r]]) for r in rows) / sample

    def _seconds(self, images: Values, maps: Maps) -> float:
        began = time.perf_counter()
        for _ in self._ascent.climb(images, maps, QUESTION.steps):
            pass
        return time.perf_counter() - began


def found(context: Context) -> tuple[Oips, float]:
    """The patterns, and the seconds that the worker's part takes."""
    began = time.perf_counter()
    fresh = Context(context.store, context.run.id, LATEST)
    data = maximise(fresh, QUESTION, lambda _: None)
    return Oips.from_bytes(data), time.perf_counter() - began


@contextmanager
def network(run: int | None) -> Iterator[Context]:
    """That of the run, or of one that is trained now."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(None if run else f"sqlite:///{Path(folder, 'runs.sqlite')}")
        number = run or train_to_the_end(store, ARTICLE, "article", quiet=True).id
        yield Context(store, number, LATEST)
        store.close()


def measure(context: Context, rounds: int, alone: int) -> tuple[Oips, float, float]:
    """The patterns, the slowest seconds, and the median gain; in turns, told round by round."""
    starts = Starts(context)
    starts.together(), starts.alone(1)
    seconds, gains = [], []
    for _ in range(rounds):
        oips, whole = found(context)
        together, single = starts.together(), starts.alone(alone)
        seconds.append(whole)
        gains.append(single / together)
        print(
            f"{whole:.1f} s; a start {1000 * together:.0f} ms among all, {1000 * single:.0f} alone"
        )
    return oips, max(seconds), statistics.median(gains)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--alone", type=int, default=8)
    options = parser.parse_args()
    devices.configure(fixed_threads(Hardware()))
    with network(options.run) as context:
        oips, slowest, gain = measure(context, options.rounds, options.alone)
        began = time.perf_counter()
        data = patches(context, AskPatches(layer=LAST_CONVOLUTION), lambda _: None)
        searched = time.perf_counter() - began
    seen = Patches.from_bytes(data, MAPS)
    living = seen.answered
    ratios = oips.activations[living, 0] / seen.best_means[living]
    reached = int((ratios >= 1).sum())
    print(
        f"worker: slowest {slowest:.1f} s; all at once {gain:.1f} times as fast as alone (median)"
    )
    print(f"training patches: {seen.looked_at.item():,} images in {searched:.1f} s")
    print(f"{reached} of {living.sum()} living maps reach their best training image: ", end="")
    print(f"{ratios.min():.2f} to {ratios.max():.2f} times, median {np.median(ratios):.2f}")
    print(f"{(oips.found > 1).sum()} patterns found again from another start, ", end="")
    print(f"{oips.again_by_chance:.0f} expected by chance")
    missed = reached < min(LEAST_REACHED, living.sum())
    if missed or slowest > LIMIT_SECONDS or gain < LEAST_GAIN:
        sys.exit(f"limits: {LIMIT_SECONDS:g} s, {LEAST_GAIN:g} times, {LEAST_REACHED} maps")


if __name__ == "__main__":
    main()

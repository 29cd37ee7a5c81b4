"""Preset `fast` against the article's: training time until 99 % of the test images are right.

    python -m benchmarks.fast [--seeds 5]

For each seed both are trained in one process, on one thread, in turns of 200 steps, so that other
work on the machine hits them alike. The article's network is tested after each turn until it first
reaches 99 %; `fast` is tested once, at its end. Only training counts, the slow first call into the
graph included; tracing the graph and testing do not. The processor's time is printed beside the
clock's, since a busy machine blurs it less. Exit status 1 if `fast` is beyond a limit.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from cnn_core import datasets
from cnn_core.arithmetic import describe
from cnn_core.learning import devices
from cnn_core.learning.evaluation import Evaluator
from cnn_core.learning.feed import EpochFeed
from cnn_core.learning.schedules import LearningRate
from cnn_core.learning.state import fresh
from cnn_core.learning.steps import Steps
from cnn_core.overrides import override
from cnn_core.plan import steps_per_epoch
from cnn_core.presets import PRESETS
from cnn_core.repeat.means import spread
from cnn_core.spec import RunSpec

ACCURACY = 0.99
SHARE = 0.2
"""Of the article's time, that `fast` may take."""
MOST_WEIGHTS = 100_000
STEPS_A_TURN = 200
ONE_THREAD = ("hardware.intra_op_threads=1", "hardware.inter_op_threads=1")


@dataclass
class Clock:
    """Seconds of training so far."""

    wall: float = 0.0
    processor: float = 0.0
    """Of all threads."""

    @contextmanager
    def running(self) -> Iterator[None]:
        wall, processor = time.perf_counter(), time.process_time()
        yield
        self.wall += time.perf_counter() - wall
        self.processor += time.process_time() - processor


class Timed:
    """A training whose clock stands still between its turns."""

    def __init__(self, spec: RunSpec) -> None:
        self.clock = Clock()
        self._spec = spec
        self._split = datasets.prepare(spec.data, spec.training.seed)
        self._state = fresh(spec)
        self._evaluator = Evaluator(
            self._state.model, spec.training.batch_size, self._split.normalization
        )
        self._steps = Steps(
            self._state,
            self._split.train,
            self._split.normalization,
            spec.data.augmentation,
            xla=spec.hardware.xla,
        )
        self._steps.trace()

    def turns(self) -> Iterator[None]:
        """Train to the last epoch's end, some steps a turn."""
        training = self._spec.training
        rate = LearningRate(training, steps_per_epoch(self._spec), self._state.progress)
        for epoch in range(training.epochs):
            feed = EpochFeed(
                len(self._split.train),
                training.batch_size,
                training.seed_of_order,
                epoch,
                self._spec.data.augmentation,
            )
            for first in range(0, feed.batches, STEPS_A_TURN):
                with self.clock.running():
                    self._train(feed, first, rate)
                yield

    def test_accuracy(self) -> float:
        return self._evaluator.scores(self._split.test).accuracy

    def _train(self, feed: EpochFeed, first: int, rate: LearningRate) -> None:
        """The steps of one turn; a smaller last batch comes alone."""
        end = min(first + STEPS_A_TURN, feed.batches)
        while first < end:
            chunk = feed.chunk(first, end - first)
            self._steps(chunk, rate.vector(self._state.progress.step, len(chunk.positions)))
            first += len(chunk.positions)
            self._state.progress.step += len(chunk.positions)


@dataclass(frozen=True)
class Race:
    """What one seed gave."""

    article: Clock
    fast: Clock
    accuracy: float
    """Of `fast`, on the test images."""


def race(seed: int) -> Race:
    """Raises SystemExit if the article's network never has 99 %."""
    of_seed = f"training.seed={seed}"
    article, fast = timed("article", of_seed, "training.epochs=20"), timed("fast", of_seed)
    turns_of_fast = fast.turns()
    for _ in article.turns():
        next(turns_of_fast, None)
        if article.test_accuracy() >= ACCURACY:
            break
    else:
        raise SystemExit(f"article, seed {seed}: not {ACCURACY:.0%} in 20 epochs")
    for _ in turns_of_fast:
        pass
    return Race(article.clock, fast.clock, fast.test_accuracy())


def timed(preset: str, *changes: str) -> Timed:
    return Timed(override(PRESETS[preset], [*ONE_THREAD, *changes]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    options = parser.parse_args()
    devices.configure(override(PRESETS["fast"], ONE_THREAD).hardware)
    races = []
    for seed in range(options.seeds):
        races.append(race(seed))
        article, fast = races[-1].article, races[-1].fast
        print(
            f"seed {seed}: article to {ACCURACY:.0%} {article.wall:.1f} s "
            f"(processor {article.processor:.1f} s), fast to its end {fast.wall:.1f} s "
            f"({fast.processor:.1f} s) at {races[-1].accuracy:.2%}",
            flush=True,
        )
    if not report(races):
        raise SystemExit(1)


def report(races: list[Race]) -> bool:
    """Print the ratios of the medians and the mean accuracy; whether all limits are kept."""
    weights = describe(PRESETS["fast"].architecture).weights
    share = median(each.fast.wall for each in races) / median(each.article.wall for each in races)
    processor = median(each.fast.processor for each in races) / median(
        each.article.processor for each in races
    )
    mean = spread([each.accuracy for each in races])
    margin = "" if mean.margin is None else f" ± {mean.margin:.2%} (95 % interval)"
    print(f"time of fast, medians: {share:.3f} of the article's, at most {SHARE} wanted")
    print(f"processor time: {processor:.3f}")
    print(f"fast: {mean.mean:.3%}{margin} on average, {weights:,} weights")
    return share <= SHARE and mean.mean >= ACCURACY and weights < MOST_WEIGHTS


if __name__ == "__main__":
    main()

"""Time of a training step with the live record on, against a bare `model.fit` on the same data.

    python -m benchmarks.step_time [--preset article] [--rounds 5] [--steps 200]

Both train the same network in turns, in one process. Bare: epochs of `fit` without callbacks for
batches, its preparation not counted. Ours: whole epochs of a run, points, checkpoints and wishes
included, into an SQLite store.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

import keras
import numpy as np

from cnn_core import datasets
from cnn_core.learning import devices
from cnn_core.learning.link import Link
from cnn_core.learning.pace import Pace
from cnn_core.learning.state import fresh
from cnn_core.learning.training import Trainer
from cnn_core.machine import with_fixed_threads
from cnn_core.presets import PRESETS
from cnn_core.spec import CLASSES, RunSpec
from cnn_core.store import Store


class EpochTimer(keras.callbacks.Callback):
    """Seconds of each epoch of a `fit`."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def on_epoch_begin(self, epoch: int, logs: object = None) -> None:
        self._began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: object = None) -> None:
        self.seconds.append(time.perf_counter() - self._began)


class Bare:
    """`compile` and `fit` as in any tutorial, on arrays that are normalised already."""

    def __init__(self, spec: RunSpec, split: datasets.Split) -> None:
        state = fresh(spec)
        self._model = state.model
        self._model.compile(state.optimizer, "categorical_crossentropy", metrics=["accuracy"])
        self._inputs = split.normalization.apply(split.train.pixels)
        self._targets = np.eye(CLASSES, dtype=np.float32)[split.train.labels]
        self._batch_size = spec.training.batch_size

    def epoch_seconds(self) -> float:
        timer = EpochTimer()
        self._model.fit(
            self._inputs,
            self._targets,
            batch_size=self._batch_size,
            epochs=2,
            verbose=0,
            callbacks=[timer],
        )
        return timer.seconds[-1]


class Recorded:
    """A run as the worker trains it."""

    def __init__(self, spec: RunSpec, split: datasets.Split, store: Store) -> None:
        store.submit(spec, "step time")
        claim = store.claim(slots=1)
        assert claim
        self._state = fresh(spec)
        self._state.progress.target_epochs = 0
        self._trainer = Trainer(spec, split, self._state, Link(store, claim), Pace())

    def epoch_seconds(self) -> float:
        self._state.progress.target_epochs += 1
        began = time.perf_counter()
        self._trainer.fit()
        return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", choices=PRESETS, default="article")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--steps", type=int, default=200)
    options = parser.parse_args()
    preset = PRESETS[options.preset]
    images = options.steps * preset.training.batch_size
    data = preset.data.model_copy(update={"train_images": images, "validation_share": 0.0})
    spec = with_fixed_threads(preset.model_copy(update={"data": data}))
    devices.configure(spec.hardware)
    split = datasets.prepare(spec.data, spec.training.seed)
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'runs.sqlite'}")
        bare, recorded = Bare(spec, split), Recorded(spec, split, store)
        bare.epoch_seconds(), recorded.epoch_seconds()
        rounds = [(bare.epoch_seconds(), recorded.epoch_seconds()) for _ in range(options.rounds)]
    for name, column in zip(("bare fit", "recorded"), zip(*rounds, strict=True), strict=True):
        print(f"{name}: {statistics.median(column) / options.steps * 1000:.2f} ms a step (median)")
    ratios = [ours / fit for fit, ours in rounds]
    print(f"ratio: {statistics.median(ratios):.3f} (median), each round: ", end="")
    print(", ".join(f"{ratio:.3f}" for ratio in ratios))


if __name__ == "__main__":
    main()

"""Test accuracy of a preset over seeds, each a run of its own through the ordinary engine.

    python -m benchmarks.accuracy [--preset article] [--seeds 5] [--set data.normalization=mean_std]

The runs go into a store of their own, so that nothing else waits for them.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
from pathlib import Path

from cnn_core.engine import Engine
from cnn_core.overrides import override
from cnn_core.presets import PRESETS
from cnn_core.result import Result
from cnn_core.scores import wilson
from cnn_core.spec import RunSpec
from cnn_core.store import Store


def train(store: Store, engine: Engine, spec: RunSpec) -> Result:
    """One run from its first step to its test; raises if it did not finish."""
    number = store.submit(spec, f"seed {spec.training.seed}")
    engine.run_one(number)
    run = store.run(number)
    if run.result is None:
        raise SystemExit(f"run {number} ended as {run.state}: {run.message}")
    return run.result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--preset", choices=PRESETS, default="article")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(f"sqlite:///{Path(folder) / 'runs.sqlite'}")
        engine = Engine(store, spare=False)
        accuracies = []
        for seed in range(options.seeds):
            changes = [*options.set, f"training.seed={seed}"]
            result = train(store, engine, override(PRESETS[options.preset], changes))
            accuracies.append(result.test_accuracy)
            low, high = wilson(round(result.test_accuracy * result.test_images), result.test_images)
            print(
                f"seed {seed}: {result.test_accuracy:.2%} (95 %: {low:.2%} to {high:.2%}), "
                f"{result.weights:,} weights, {result.seconds:.1f} s",
                flush=True,
            )
        engine.close()
    deviation = statistics.stdev(accuracies) if len(accuracies) > 1 else 0.0
    print(f"mean {statistics.mean(accuracies):.3%}, deviation between seeds {deviation:.3%}")


if __name__ == "__main__":
    main()

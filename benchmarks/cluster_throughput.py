"""A Dask cluster on this machine: throughput of three workers against one, and time added per run.

    python -m benchmarks.cluster_throughput [--rounds 3] [--runs 24] [--alone 5] [--in-a-row 8]

Scheduler, Dask workers and a PostgreSQL server of its own are started as processes. Throughput: so
many queued runs of a tiny network, which differ in their learning rate, one thread each, by three
one-thread Dask workers and by one, in turn; from the moment when they are queued, with each
worker's spare warm, to the last one's end. Added per run: from queued to ended, against the engine
of this machine with one slot and the same store, in turn; for a run alone that finds a warm spare,
which has the limit, and for runs in a row, most of which wait for the import of Keras. The engine
here imports for the next run while one begins; a Dask worker, which has been given its threads
alone, does not.

On two processors that do nothing else. Exits with 1 if a limit is missed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cnn_core.cluster.engine import ClusterEngine
from cnn_core.engine import Engine
from cnn_core.layers import Architecture, Conv2D, Flatten, MaxPooling2D, Output
from cnn_core.presets import ARTICLE
from cnn_core.spec import RunSpec
from cnn_core.store import State, Store
from tests import postgres
from tests.dask_cluster import REAL, DaskCluster

LEAST_GAIN = 1.8
MOST_ADDED = 1.5
"""Seconds."""
LOOK_SECONDS = 1.0
"""Between one query and the next: looking must not take the workers' processors."""
TINY = RunSpec(
    architecture=Architecture(
        layers=(
            Conv2D(filters=4, kernel_size=(3, 3)),
            MaxPooling2D(pool_size=(2, 2)),
            Flatten(),
            Output(),
        )
    ),
    data=ARTICLE.data.model_copy(update={"train_images": 4000}),
    training=ARTICLE.training.model_copy(update={"epochs": 5}),
    hardware=ARTICLE.hardware.model_copy(update={"intra_op_threads": 1, "inter_op_threads": 1}),
)


def specs(number: int) -> list[RunSpec]:
    """The tiny network at learning rates from 0.0002 to 0.02."""
    plain = TINY.training
    trainings = (
        plain.model_copy(update={"learning_rate": 0.0002 * 100 ** (place / number)})
        for place in range(number)
    )
    return [TINY.model_copy(update={"training": training}) for training in trainings]


def wait(condition: Callable[[], object], limit: float = 3600.0) -> None:
    end = time.monotonic() + limit
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"not reached within {limit:.0f} s")
        time.sleep(LOOK_SECONDS)


def seconds(store: Store, engine: Engine | ClusterEngine, number: int) -> float:
    """From the moment when so many runs are queued to the end of the last, by the store's times."""
    began = time.time()
    numbers = [store.submit(spec, "tiny") for spec in specs(number)]
    engine.wake()
    wait(lambda: not store.listing.active())
    runs = [store.run(number) for number in numbers]
    if any(run.state is not State.FINISHED for run in runs):
        raise SystemExit("a run did not finish")
    return max(run.ended for run in runs if run.ended is not None) - began


@contextmanager
def on_this_machine(store: Store) -> Iterator[Engine]:
    engine = Engine(store, slots=1)
    engine.start()
    wait(lambda: engine.spare_ready)
    yield engine
    engine.close()


@contextmanager
def on_cluster(store: Store, folder: Path, workers: int) -> Iterator[ClusterEngine]:
    """A scheduler and so many one-thread workers, each with a warm spare."""
    dask = DaskCluster(folder, store.url)
    dask.start_scheduler()
    for _ in range(workers):
        dask.start_worker(preload=REAL)
    engine = ClusterEngine(store, dask.address, spare=False)
    engine.start()
    wait(lambda: sum(worker.warm for worker in engine.view.workers) == workers)
    yield engine
    engine.close()
    dask.close()


def gains(store: Store, folder: Path, rounds: int, runs: int) -> list[float]:
    """Seconds of one worker by those of three, for each round."""
    found: list[float] = []
    for place in range(rounds):
        taken: dict[int, float] = {}
        for workers in (1, 3) if place % 2 == 0 else (3, 1):
            with on_cluster(store, folder, workers) as engine:
                taken[workers] = seconds(store, engine, runs)
        found.append(taken[1] / taken[3])
        print(f"{runs} runs: one worker {taken[1]:.1f} s, three {taken[3]:.1f} s", flush=True)
    return found


def added(store: Store, folder: Path, rounds: int, runs: int) -> tuple[list[float], list[float]]:
    """Seconds per run (here, on the cluster), in turn, of `runs` in a row."""
    here: list[float] = []
    there: list[float] = []
    for _ in range(rounds):
        with on_this_machine(store) as engine:
            here.append(seconds(store, engine, runs) / runs)
        with on_cluster(store, folder, 1) as cluster:
            there.append(seconds(store, cluster, runs) / runs)
    return here, there


def shown(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} s ({min(values):.2f} to {max(values):.2f})"


def difference(title: str, here: Sequence[float], there: Sequence[float]) -> float:
    more = statistics.median(there) - statistics.median(here)
    told = f"{title}: {more:+.2f} s a run; cluster {shown(there)}, this machine {shown(here)}"
    print(told, flush=True)
    return more


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runs", type=int, default=24)
    parser.add_argument("--alone", type=int, default=5, help="rounds of a run alone")
    parser.add_argument("--in-a-row", type=int, default=8, help="runs")
    options = parser.parse_args()
    programs = postgres.programs()
    if programs is None:
        raise SystemExit("PostgreSQL is not installed (Debian's package postgresql).")
    with tempfile.TemporaryDirectory() as home, postgres.server(programs) as url:
        store, folder = Store(url), Path(home)
        more = difference("one run alone", *added(store, folder, options.alone, 1))
        row = added(store, folder, 1, options.in_a_row)
        difference(f"{options.in_a_row} runs in a row", *row)
        ratios = gains(store, folder, options.rounds, options.runs)
        store.close()
    gain = statistics.median(ratios)
    told = ", ".join(f"{ratio:.2f}" for ratio in ratios)
    print(f"three workers against one: {gain:.2f} times the throughput (rounds: {told})")
    print(f"limits: at most {MOST_ADDED} s a run alone, at least {LEAST_GAIN} times")
    return 0 if more <= MOST_ADDED and gain >= LEAST_GAIN else 1


if __name__ == "__main__":
    sys.exit(main())

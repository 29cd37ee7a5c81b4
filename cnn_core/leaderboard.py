"""The ranking of runs on one official test set, under limits that hold for all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from cnn_core.arithmetic import describe
from cnn_core.comparison.mcnemar import Comparison, Right, compare_pairs
from cnn_core.datasets import Dataset
from cnn_core.layers import Architecture
from cnn_core.records import Run
from cnn_core.result import Result
from cnn_core.scores import Interval, accuracy_interval

OFFICIAL_TEST_IMAGES = 10_000
"""In the test set of MNIST and in that of Fashion-MNIST."""


@dataclass(frozen=True)
class Limits:
    """What a run may cost to take part; None: no limit."""

    dataset: Dataset = "mnist"
    weights: int | None = None
    seconds: float | None = None
    """Of training time, validation included."""
    multiply_adds: int | None = None
    """Of one image's forward pass."""


@dataclass(frozen=True)
class Entry:
    """A run that takes part."""

    run: Run
    accuracy: float
    """Share of the official test images."""
    interval: Interval
    weights: int
    multiply_adds: int
    seconds: float


@dataclass(frozen=True)
class Ranking:
    """Best first; runs of equal accuracy in the order of their weights, then of their numbers."""

    entries: tuple[Entry, ...]
    over: int
    """Tested runs of the dataset that are over a limit."""
    other_images: int
    """Runs of the dataset that were tested on other images than the official ones."""


def rank(runs: Sequence[Run], limits: Limits) -> Ranking:
    """The ranking of those runs that have a test result on the dataset and keep to the limits."""
    tested = [run for run in runs if run.result and run.spec.data.dataset == limits.dataset]
    official = [run for run in tested if on_official_test_images(run)]
    entries = [entry for run in official if (entry := _entry(run, limits))]
    entries.sort(key=lambda entry: (-entry.accuracy, entry.weights, entry.run.id))
    return Ranking(
        tuple(entries),
        over=len(official) - len(entries),
        other_images=len(tested) - len(official),
    )


def on_official_test_images(run: Run) -> bool:
    """Whether a run was tested on all of the official test set and on nothing else."""
    return (
        run.result is not None
        and run.result.test_images == OFFICIAL_TEST_IMAGES
        and run.spec.data.normalization != "article"
    )


@lru_cache(4096)
def multiply_adds(architecture: Architecture) -> int:
    """Of one image's forward pass."""
    return describe(architecture).multiply_adds


def _entry(run: Run, limits: Limits) -> Entry | None:
    """None where the run is over a limit."""
    result = run.result
    if result is None or _over(result.weights, limits.weights):
        return None
    if _over(result.seconds, limits.seconds):
        return None
    work = multiply_adds(run.spec.architecture)
    if _over(work, limits.multiply_adds):
        return None
    return _entry_of(run, result, work)


def _entry_of(run: Run, result: Result, work: int) -> Entry:
    return Entry(
        run=run,
        accuracy=result.test_accuracy,
        interval=accuracy_interval(result),
        weights=result.weights,
        multiply_adds=work,
        seconds=result.seconds,
    )


def _over(cost: float, limit: float | None) -> bool:
    return limit is not None and cost > limit


def leads(rights: Sequence[Right | None]) -> list[Comparison | None]:
    """What each of n ranked runs is ahead of the next by, all judged together: n - 1 comparisons.

    `rights`: which test images each has right. None where the answers of one of the two are not
    known. A lead is 0 or above, where the answers are those that the ranking counts.
    """
    known = {place: right for place, right in enumerate(rights) if right is not None}
    rows = {place: row for row, place in enumerate(known)}
    pairs = {place: (rows[place + 1], rows[place]) for place in known if place + 1 in known}
    found = compare_pairs(list(known.values()), list(pairs.values())) if pairs else {}
    return [found[pairs[place]] if place in pairs else None for place in range(len(rights) - 1)]

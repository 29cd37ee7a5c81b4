"""All runs as rows of one table: what each is, how it differs and what it reached."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from cnn_core.arithmetic import describe
from cnn_core.layers import Architecture
from cnn_core.records import Label, Run
from cnn_core.scores import Interval, accuracy_interval
from cnn_core.spec_settings import Told, Usual, origin, tell
from cnn_core.store import Store

OWN = "own"
"""In place of a preset's name: layers of no preset."""


@dataclass(frozen=True)
class Row:
    """A run with what the table says about it."""

    run: Run
    label: Label
    told: Told
    """The spec in words."""
    preset: str
    """That it was made from, or OWN."""
    changed: bool
    """Whether its settings are other than the preset's."""
    weights: int
    best_validation: float | None
    """Highest validation accuracy of its epochs, 0 to 1; None without validation."""

    @property
    def accuracy(self) -> float | None:
        """On the test images, 0 to 1; None before the test."""
        return None if self.run.result is None else self.run.result.test_accuracy

    @property
    def interval(self) -> Interval | None:
        """Of the test accuracy, 95 %."""
        return None if self.run.result is None else accuracy_interval(self.run.result)

    @property
    def seconds(self) -> float | None:
        """Training time; None before the test."""
        return None if self.run.result is None else self.run.result.seconds

    @property
    def device(self) -> str:
        """What trained the run, or is to train it: such as `CPU:0`."""
        return self.run.device or self.run.spec.hardware.device.upper()

    @property
    def origin(self) -> str:
        """Such as `article` or `changed from article`."""
        return f"changed from {self.preset}" if self.changed else self.preset


class KnownRows:
    """Rows of a store's runs, of which those that have not changed are kept.

    One object serves all sessions: a table of 2,000 runs is made once, and what changes in it anew.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows: dict[int, Row] = {}

    def all(self) -> list[Row]:
        """All runs that are not in the trash, newest first."""
        runs, labels = self._store.runs(), self._store.labels.all()
        known = self._rows
        new = [run for run in runs if run.id not in known or known[run.id].run != run]
        best = self._store.best_validation([run.id for run in new])
        made = {run.id: make_row(run, Label(), best.get(run.id)) for run in new}
        rows = [
            with_label(made.get(run.id) or known[run.id], labels.get(run.id, Label()))
            for run in runs
        ]
        self._rows = {row.run.id: row for row in rows}
        return rows


def make_row(run: Run, label: Label, best_validation: float | None) -> Row:
    told = tell(run.spec)
    preset, changed = origin(told)
    weights = run.result.weights if run.result else _weights(run.spec.architecture)
    return Row(run, label, told, preset or OWN, changed, weights, best_validation)


def with_label(row: Row, label: Label) -> Row:
    """The row itself if that is its label."""
    return row if row.label == label else replace(row, label=label)


def usual_among(rows: Iterable[Row]) -> Usual:
    """What most of the rows' runs have, so that `difference` tells what sets one apart."""
    return Usual.of([row.told for row in rows])


@dataclass(frozen=True)
class Filter:
    """Which rows are wanted: all conditions hold; an empty one is none."""

    search: str = ""
    """Words, each of which is in the name, the note, a tag, or is the number."""
    states: tuple[str, ...] = ()
    """Any of them."""
    tags: tuple[str, ...] = ()
    """All of them."""
    presets: tuple[str, ...] = ()
    """Any of them, changed or not."""
    datasets: tuple[str, ...] = ()
    """Any of them."""
    starred: bool = False

    def __call__(self, row: Row) -> bool:
        return (
            (not self.starred or row.label.starred)
            and (not self.states or row.run.state in self.states)
            and (not self.presets or row.preset in self.presets)
            and (not self.datasets or row.run.spec.data.dataset in self.datasets)
            and set(self.tags) <= set(row.label.tags)
            and _has_words(row, self.search)
        )


def _has_words(row: Row, search: str) -> bool:
    if not search:
        return True
    text = "\n".join((row.run.name, row.label.note, *row.label.tags)).casefold()
    return all(word in text or word == str(row.run.id) for word in search.casefold().split())


SORTED_BY: dict[str, Callable[[Row], Any]] = {
    "run": lambda row: row.run.id,
    "name": lambda row: row.run.name.casefold(),
    "preset": lambda row: (row.preset, row.changed),
    "seed": lambda row: row.run.spec.training.seed,
    "epochs": lambda row: row.run.target_epochs,
    "device": lambda row: row.device,
    "weights": lambda row: row.weights,
    "accuracy": lambda row: row.accuracy,
    "validation": lambda row: row.best_validation,
    "seconds": lambda row: row.seconds,
    "state": lambda row: row.run.state,
}
"""What a column is sorted by: values that can be compared with each other, or None."""


def in_order(rows: Iterable[Row], column: str, descending: bool) -> list[Row]:
    """Sorted by one of SORTED_BY; what has no value is last either way, the newest first."""
    key = SORTED_BY[column]
    newest_first = sorted(rows, key=lambda row: -row.run.id)
    there = [row for row in newest_first if key(row) is not None]
    there.sort(key=key, reverse=descending)
    return there + [row for row in newest_first if key(row) is None]


@lru_cache(maxsize=1024)
def _weights(architecture: Architecture) -> int:
    return describe(architecture).weights

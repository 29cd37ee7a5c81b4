"""Chosen runs that were tested on the same images, under the letters that they have everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cnn_core.comparison.images import SameImages
from cnn_core.datasets import CLASS_NAMES
from cnn_core.figures.compared_runs import LETTERS
from cnn_core.records import Run


@dataclass(frozen=True)
class Compared:
    """Some runs and the answers of those that can be compared."""

    chosen: Sequence[Run]
    members: tuple[int, ...]
    """Places among the chosen of the runs, two at least, whose answers these are."""
    images: SameImages

    @property
    def runs(self) -> list[Run]:
        """Those that can be compared."""
        return [self.chosen[place] for place in self.members]

    @property
    def letters(self) -> list[str]:
        """Theirs."""
        return [LETTERS[place] for place in self.members]

    @property
    def names(self) -> list[str]:
        """`A · 3 · small`: theirs, to choose from."""
        pairs = zip(self.letters, self.runs, strict=True)
        return [f"{letter} · {run.id} · {run.name}" for letter, run in pairs]

    @property
    def class_names(self) -> tuple[str, ...]:
        return CLASS_NAMES[self.runs[0].spec.data.dataset]

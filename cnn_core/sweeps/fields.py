"""A field of the spec that a sweep changes: its values from a list or from a range."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field as Limits
from pydantic import JsonValue

from cnn_core.frozen import Frozen

MOST_VALUES = 100
"""Of one field's list."""

Path = Annotated[str, Limits(min_length=1, max_length=200)]
"""Such as `training.learning_rate` or `architecture.layers.0.filters`."""
Number = int | float


class Values(Frozen):
    """Values one by one: JSON, such as 16, "adam" or [3, 3]."""

    kind: Literal["values"] = "values"
    path: Path
    values: tuple[JsonValue, ...]

    @property
    def ends(self) -> tuple[JsonValue, ...]:
        """What is tried before a sweep starts: all of them."""
        return self.values

    @property
    def points(self) -> int:
        """How many values a grid takes."""
        return len(self.values)

    @property
    def grid(self) -> tuple[JsonValue, ...]:
        """The values that a grid takes."""
        return self.values

    def faults(self) -> Iterator[str]:
        """What is wrong with the list, a line each."""
        if not self.values:
            yield f"{self.path}: the list is empty. Expected: at least one value"
        if len(self.values) > MOST_VALUES:
            received = f"Received: {len(self.values):,}"
            yield f"{self.path}: expected at most {MOST_VALUES} values. {received}"
        texts = [json.dumps(value) for value in self.values]
        for text in sorted({text for text in texts if texts.count(text) > 1}):
            yield f"{self.path}: each value is listed once. Received twice: {text:.60}"


class Range(Frozen):
    """Numbers from `low` to `high`, both included."""

    kind: Literal["range"] = "range"
    path: Path
    low: Number
    high: Number
    log: bool = False
    """Evenly spread logarithms: as many values from 0.001 to 0.01 as from 0.01 to 0.1."""
    step: Number | None = None

    @property
    def ends(self) -> tuple[JsonValue, ...]:
        """What is tried before a sweep starts: the lowest and the highest."""
        return (self.low, self.high)

    @property
    def points(self) -> int:
        """How many values a grid takes; it needs a step, or 1 is taken."""
        return math.floor((self.high - self.low) / (self.step or 1) * (1 + 1e-12)) + 1

    @property
    def grid(self) -> tuple[JsonValue, ...]:
        """The values that a grid takes."""
        numbers = [self.low + number * (self.step or 1) for number in range(self.points)]
        return tuple(each if isinstance(each, int) else round(each, 12) for each in numbers)

    def faults(self) -> Iterator[str]:
        """What is wrong with the range, a line each."""
        received = f"Received: {self.low:g}..{self.high:g}"
        if self.low >= self.high:
            expected = "Expected: from a lower to a higher number"
            yield f"{self.path}: the range is empty. {expected}. {received}"
        elif self.step is not None and not 0 < self.step <= self.high - self.low:
            yield f"{self.path}: the step is above 0 and within the range. Received: {self.step:g}"
        if self.log and self.low <= 0:
            yield f"{self.path}: a logarithmic range begins above 0. {received}"
        if self.log and self.step is not None:
            yield f"{self.path}: a logarithmic range has no step. Received: {self.step:g}"


Field = Annotated[Values | Range, Limits(discriminator="kind")]

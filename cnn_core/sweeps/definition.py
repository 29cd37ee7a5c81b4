"""A sweep: fields of a spec, each from a list or a range, how they are chosen, and how long.

Which of the settings is best is judged by the validation images only; see `cnn_core.sweeps.driver`.
"""

from __future__ import annotations

import itertools
import json
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field as Limits
from pydantic import JsonValue, ValidationError, model_validator

from cnn_core import arithmetic, datasets
from cnn_core.faults import fault_lines
from cnn_core.frozen import Frozen
from cnn_core.overrides import override, value_at
from cnn_core.spec import MAX_JSON_BYTES, SEEDS, RunSpec, SpecError
from cnn_core.sweeps.fields import Field, Range, Values

__all__ = ["Field", "Method", "Range", "SweepSpec", "Values", "check", "is_whole", "spec_of"]

MOST_RUNS = 1000
"""Of one sweep, whatever its budget of minutes."""
MOST_FIELDS = 20
MOST_AT_ONCE = 64
MOST_TRIED = 2000
"""Combinations looked at before a sweep starts."""

Method = Literal["grid", "random", "tpe"]
"""All combinations; chance; or Optuna's Tree-structured Parzen Estimator, which learns from the
runs before."""


class SweepSpec(Frozen):
    """What a sweep is: every choice follows from it and from what the runs reach."""

    base: RunSpec
    fields: Annotated[tuple[Field, ...], Limits(max_length=MOST_FIELDS)]
    method: Method = "tpe"
    prune: bool = False
    """Optuna's median rule: a run ends whose best validation accuracy so far is below the median
    that the finished runs had at the same epoch; not before five have finished."""
    runs: int | None = None
    """Settings tried, impossible ones too. None: a grid is tried whole, else the minutes decide."""
    minutes: float | None = None
    """After them no run begins; those being trained come to their end."""
    target: float | None = None
    """Validation accuracy, a share: the sweep ends with the first finished run that has it."""
    at_once: int = 1
    """Runs handed to the queue at a time; the engine's slots decide how many are trained."""
    seed: Annotated[int, Limits(ge=0, lt=SEEDS)] = 0
    """Of the choice of values; the runs' own seeds are the base's."""

    @model_validator(mode="after")
    def _can_begin(self) -> SweepSpec:
        faults = [*_field_faults(self), *_budget_faults(self)] or list(_grid_faults(self))
        if faults:
            raise SpecError(faults)
        return self

    def to_json(self) -> str:
        """One line of JSON; `from_json` gives an equal definition."""
        return self.model_dump_json()

    @classmethod
    def from_json(cls, text: str | bytes) -> SweepSpec:
        """Read a definition. Raises SpecError with one line per fault."""
        if len(text) > MAX_JSON_BYTES:
            raise SpecError([f"sweep: at most {MAX_JSON_BYTES:,} bytes. Received: {len(text):,}"])
        try:
            values = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise SpecError([f"sweep: not valid JSON ({error})"]) from None
        return cls.of(values)

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> SweepSpec:
        """Validate plain data, or models, by name. Raises SpecError with one line per fault."""
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise SpecError(fault_lines(error)) from None

    @property
    def paths(self) -> tuple[str, ...]:
        """The fields that are changed, in their order."""
        return tuple(field.path for field in self.fields)

    @property
    def most_runs(self) -> int:
        """How many settings are tried at most."""
        budget = self.runs or MOST_RUNS
        return min(budget, _grid_points(self)) if self.method == "grid" else budget


def is_whole(sweep: SweepSpec, field: Range) -> bool:
    """Whether a range has whole numbers only: as the base's own value, or as its ends if none."""
    own = value_at(sweep.base, field.path)
    if isinstance(own, int | float) and not isinstance(own, bool):
        return isinstance(own, int)
    return all(isinstance(number, int) for number in (field.low, field.high, field.step or 1))


def spec_of(sweep: SweepSpec, values: Sequence[JsonValue]) -> RunSpec:
    """The base with a value for each field, in the order of the fields.

    Raises SpecError, one line per fault, if such a run cannot be trained and validated.
    """
    pairs = sorted(zip(sweep.paths, values, strict=True), key=lambda pair: _order(pair[0]))
    spec = override(sweep.base, [f"{path}={json.dumps(value)}" for path, value in pairs])
    arithmetic.check(spec)
    if datasets.sizes(spec.data)[1] == 0:
        share = f"{spec.data.validation_share:g} of {spec.data.train_images:,} images"
        fault = "a sweep compares by validation images and needs one at least"
        raise SpecError([f"data.validation_share: {fault}. Received: {share}"])
    return spec


def check(sweep: SweepSpec) -> None:
    """Try values before any run is queued: all of a list, the ends of a range, in combination.

    Raises SpecError if no combination can be trained, and if a value can in none of them, with
    what is wrong. Of more than MOST_TRIED combinations a random choice is tried, and only the
    first is told.
    """
    possible: set[tuple[int, str]] = set()
    faults: dict[tuple[int, str], list[str]] = {}
    for values in _combinations(sweep):
        places = [(field, json.dumps(value)) for field, value in enumerate(values)]
        if possible.issuperset(places):
            continue
        try:
            spec_of(sweep, values)
        except SpecError as error:
            for place in places:
                faults.setdefault(place, error.faults)
        else:
            possible.update(places)
    _tell_impossible(sweep, possible, faults)


def _tell_impossible(
    sweep: SweepSpec, possible: set[tuple[int, str]], faults: dict[tuple[int, str], list[str]]
) -> None:
    if not possible:
        raise SpecError(next(iter(faults.values())))
    never = [place for place in faults if place not in possible]
    if never and _tried_all(sweep):
        raise SpecError(list(dict.fromkeys(line for place in never for line in faults[place])))


def _combinations(sweep: SweepSpec) -> Iterator[tuple[JsonValue, ...]]:
    ends = [field.ends for field in sweep.fields]
    if _tried_all(sweep):
        yield from itertools.product(*ends)
        return
    chance = random.Random(sweep.seed)
    for _ in range(MOST_TRIED):
        yield tuple(chance.choice(each) for each in ends)


def _tried_all(sweep: SweepSpec) -> bool:
    return math.prod(len(field.ends) for field in sweep.fields) <= MOST_TRIED


def _order(path: str) -> tuple[int, bool]:
    """Parents before their fields, and a kind before what goes with it."""
    return path.count("."), not path.endswith(".kind")


def _grid_points(sweep: SweepSpec) -> int:
    return math.prod(field.points for field in sweep.fields)


def _field_faults(sweep: SweepSpec) -> Iterator[str]:
    if not sweep.fields:
        yield "fields: a sweep needs at least one field"
    for path in sorted({path for path in sweep.paths if sweep.paths.count(path) > 1}):
        yield f"{path}: each field is given once"
    for field in sweep.fields:
        yield from field.faults()
        if isinstance(field, Range) and is_whole(sweep, field):
            numbers = (field.low, field.high, field.step or 1)
            if any(number != int(number) for number in numbers):
                yield f"{field.path}: takes whole numbers. Received: {field.low:g}..{field.high:g}"


def _budget_faults(sweep: SweepSpec) -> Iterator[str]:
    if sweep.runs is None and sweep.minutes is None and sweep.method != "grid":
        yield "runs: a sweep needs a budget of runs, of minutes, or both"
    if sweep.runs is not None and not 1 <= sweep.runs <= MOST_RUNS:
        yield f"runs: expected 1 to {MOST_RUNS:,}. Received: {sweep.runs:,}"
    if sweep.minutes is not None and sweep.minutes <= 0:
        yield f"minutes: expected more than 0. Received: {sweep.minutes:g}"
    if sweep.target is not None and not 0 < sweep.target <= 1:
        yield f"target: expected a share above 0 and at most 1. Received: {sweep.target:g}"
    if not 1 <= sweep.at_once <= MOST_AT_ONCE:
        yield f"at_once: expected 1 to {MOST_AT_ONCE}. Received: {sweep.at_once}"


def _grid_faults(sweep: SweepSpec) -> Iterator[str]:
    if sweep.method != "grid":
        return
    for field in sweep.fields:
        if isinstance(field, Range) and (field.log or not (field.step or is_whole(sweep, field))):
            yield f"{field.path}: a grid needs a list of values, or a range with a step"
    if _grid_points(sweep) > MOST_RUNS:
        yield f"method: a grid has at most {MOST_RUNS:,} points. Received: {_grid_points(sweep):,}"

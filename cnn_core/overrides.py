"""Changes to a spec written as `path=value`, such as `architecture.layers.3.filters=16`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from cnn_core.spec import RunSpec, SpecError

Json = Any
"""What json.loads gives: validated by RunSpec, which alone knows the fields."""


def override(spec: RunSpec, assignments: Iterable[str]) -> RunSpec:
    """The spec with each `path=value` put in, in their order.

    The value is JSON, or else taken as a string: `training.optimizer=adam`. A new `kind` starts
    from its own defaults: `training.schedule.kind=cosine`. Raises SpecError, one line per fault.
    """
    plain = json.loads(spec.to_json())
    faults = []
    for assignment in assignments:
        try:
            _assign(plain, assignment)
        except SpecError as error:
            faults += error.faults
    if faults:
        raise SpecError(faults)
    return RunSpec.from_dict(plain)


def value_at(spec: RunSpec, path: str) -> Json:
    """The value at a path as plain JSON; None where the spec has no such field."""
    value = json.loads(spec.to_json())
    try:
        for depth, part in enumerate(parts := path.split("."), start=1):
            value = value[_key(value, part, ".".join(parts[:depth]))]
    except SpecError:
        return None
    return value


def _assign(plain: Json, assignment: str) -> None:
    path, equals, text = assignment.partition("=")
    if not (path and equals):
        raise SpecError([f"--set: expected path=value. Received: {assignment}"])
    *parents, last = path.split(".")
    target, value = plain, _value(text)
    for depth, part in enumerate(parents, start=1):
        target = target[_key(target, part, ".".join(parents[:depth]))]
    if isinstance(target, dict) and last == "kind" and target.get("kind") != value:
        target.clear()
    if isinstance(target, dict):
        target[last] = value  # a field that does not exist is RunSpec's to refuse
    else:
        target[_key(target, last, path)] = value


def _key(target: Json, part: str, path: str) -> str | int:
    if isinstance(target, dict) and part in target:
        return part
    if isinstance(target, list) and part in map(str, range(len(target))):
        return int(part)
    raise SpecError([f"{path}: there is no such field. {_choices(target)}"])


def _choices(target: Json) -> str:
    if isinstance(target, dict):
        return f"Expected one of: {', '.join(target)}"
    if isinstance(target, list):
        return f"Expected a number from 0 to {len(target) - 1}"
    return "The value before it has no fields"


def _value(text: str) -> Json:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text

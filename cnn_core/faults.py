"""What is wrong with a spec, in one line per fault: `field.path: what is wrong. Received: …`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

MOST_FAULTS = 20
"""A file that is something else altogether must not fill a page."""
MOST_CHARACTERS = 60
"""Of a value or a name that was received."""


class SpecError(ValueError):
    """A spec is not valid. `faults` holds one line per fault: `field.path: what is wrong`."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def fault_lines(error: ValidationError) -> list[str]:
    """At most MOST_FAULTS lines, and a last one with the number of the others."""
    lines: list[str] = []
    for fault in error.errors(include_url=False):
        cause = fault.get("ctx", {}).get("error")
        if isinstance(cause, SpecError):
            lines += cause.faults
        else:
            lines.append(f"{_path(fault)}: {_message(fault)}")
    if len(lines) > MOST_FAULTS:
        lines[MOST_FAULTS:] = [f"spec: and {len(lines) - MOST_FAULTS:,} more faults"]
    return lines


def _path(fault: ErrorDetails) -> str:
    """`architecture.layers.3.filters`: without the tag that pydantic adds to a union's path."""
    parts = [_short(str(part)) for part in fault["loc"]]
    tagged = [i for i, part in enumerate(parts) if i and _is_tagged(parts[:i])]
    path = [part for i, part in enumerate(parts) if i not in tagged]
    if fault["type"].startswith("union_tag"):
        path.append("kind")
    return ".".join(path) or "spec"


def _is_tagged(before: list[str]) -> bool:
    in_layers = before[:2] == ["architecture", "layers"] and len(before) == 3
    return in_layers or before == ["training", "schedule"]


def _message(fault: ErrorDetails) -> str:
    match fault["type"]:
        case "missing":
            return "field required"
        case "union_tag_not_found":
            return "field required"
        case "union_tag_invalid":
            expected = fault["ctx"]["expected_tags"].replace("'", "")
            return f"expected one of {expected}. Received: {_short(fault['ctx']['tag'])}"
        case "tuple_type":
            message = "expected a list"
        case "too_long":
            limit, length = fault["ctx"]["max_length"], fault["ctx"]["actual_length"]
            return f"expected at most {limit} items. Received: {length}"
        case "model_type" | "model_attributes_type":
            message = "expected an object"
        case _:
            message = fault["msg"][0].lower() + fault["msg"][1:]
    return f"{message}. Received: {_short(repr(fault['input']))}"


def _short(text: str) -> str:
    """Cut, and in one line whatever it holds."""
    line = text if text.isprintable() else ascii(text)[1:-1]
    return line if len(line) <= MOST_CHARACTERS else line[: MOST_CHARACTERS - 1] + "…"

"""What the command line is given for a sweep: `--over PATH=1,2,3` or `PATH=LOW..HIGH:log`."""

from __future__ import annotations

import json

from pydantic import JsonValue

from cnn_core.spec import SpecError

EXPECTED = "expected PATH=1,2,3 or PATH=LOW..HIGH, with :log or :STEP at its end if wanted"


def read_over(texts: tuple[str, ...]) -> list[dict[str, JsonValue]]:
    """The fields as plain data for SweepSpec. Raises SpecError with a line per fault."""
    fields, faults = [], []
    for text in texts:
        try:
            fields.append(_field(text))
        except SpecError as error:
            faults += error.faults
    if faults:
        raise SpecError(faults)
    return fields


def _field(text: str) -> dict[str, JsonValue]:
    path, equals, values = text.partition("=")
    if not (path.strip() and equals):
        raise SpecError([f"--over: {EXPECTED}. Received: {text:.60}"])
    if ".." in values:
        return {"kind": "range", "path": path.strip()} | _range(path, values)
    return {"kind": "values", "path": path.strip(), "values": _values(values)}


def _range(path: str, text: str) -> dict[str, JsonValue]:
    ends, colon, extra = text.partition(":")
    low, _, high = ends.partition("..")
    spread: dict[str, JsonValue] = {"log": True} if extra == "log" else {}
    if colon and extra != "log":
        spread = {"step": _number(path, extra, text)}
    return {"low": _number(path, low, text), "high": _number(path, high, text)} | spread


def _number(path: str, text: str, whole: str) -> JsonValue:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    raise SpecError([f"{path}: {EXPECTED}. Received: {whole:.60}"])


def _values(text: str) -> list[JsonValue]:
    """JSON, such as `[3,3],[5,5]`, or plain words between commas."""
    if not text.strip():
        return []
    try:
        values: list[JsonValue] = json.loads(f"[{text}]")
    except (ValueError, RecursionError):
        return [_word(part.strip()) for part in text.split(",")]
    return values


def _word(text: str) -> JsonValue:
    try:
        value: JsonValue = json.loads(text)
    except ValueError:
        return text
    return value

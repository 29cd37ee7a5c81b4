"""What the command line is given: specs, runs and their networks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cnn_core.overrides import override
from cnn_core.presets import PRESETS
from cnn_core.spec import MAX_JSON_BYTES, RunSpec, SpecError

if TYPE_CHECKING:
    from cnn_core.store import Store


def read_spec(preset: str | None, file: Path | None, assignments: Sequence[str]) -> RunSpec:
    """The preset or the file, changed by `path=value`. Raises SpecError with a line per fault."""
    if preset is not None and file is None:
        return override(_preset(preset), assignments)
    if file is not None and preset is None:
        return override(_file(file), assignments)
    raise SpecError(["--preset, --spec: give exactly one of them"])


def current_store() -> Store:
    """The store, in which no run is called running whose worker is gone."""
    from cnn_core.store import Store

    store = Store()
    store.recover()
    return store


def read_payload(run: int) -> tuple[str, bytes]:
    """Name and network of a run. Raises RunNotFound, and SpecError for a run without a network."""
    store = current_store()
    name = store.run(run).name
    payload = store.artifact(run, "payload")
    if payload is None:
        hint = f"evaluate {run} adds them" if store.has_artifact(run, "model") else "train it first"
        raise SpecError([f"Run {run} has no weights for the browser: {hint}."])
    return name, payload


def _preset(name: str) -> RunSpec:
    if name not in PRESETS:
        raise SpecError([f"--preset: expected one of {', '.join(PRESETS)}. Received: {name}"])
    return PRESETS[name]


def _file(file: Path) -> RunSpec:
    try:
        with file.open("rb") as opened:
            return RunSpec.from_json(opened.read(MAX_JSON_BYTES + 1))
    except OSError as error:
        raise SpecError([f"--spec: {file} cannot be read ({error.strerror})"]) from None

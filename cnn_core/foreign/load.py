"""Files of others taken in on the command line."""

from __future__ import annotations

import json
from pathlib import Path

from cnn_core.datasets import Dataset
from cnn_core.engine import Engine
from cnn_core.files import read_limited
from cnn_core.foreign.chain import translated
from cnn_core.foreign.keras_file import ForeignError, read
from cnn_core.foreign.question import Pixels, TakeIn, TakenIn, name_of
from cnn_core.run_bundle import MOST_BYTES, import_runs
from cnn_core.spec import SpecError
from cnn_core.store import Store


def load_file(store: Store, file: Path, pixels: Pixels, dataset: Dataset, as_json: bool) -> str:
    """What has become of the file. Raises SpecError with a line per fault, and WorkerError."""
    if file.suffix == ".keras":
        taken = _network(store, file, pixels, dataset)
    else:
        found = import_runs(store, file.name, read_limited(file, MOST_BYTES))
        if found.refused:
            raise SpecError([*(f"Taken in as run {run}." for run in found.runs), *found.refused])
        taken = [TakenIn(run=run, told=()) for run in found.runs]
    if as_json:
        return json.dumps([each.model_dump(mode="json") for each in taken], indent=2)
    return "\n".join(line for each in taken for line in _lines(each))


def _lines(taken: TakenIn) -> list[str]:
    return [f"Taken in as run {taken.run}.", *taken.told]


def _network(store: Store, file: Path, pixels: Pixels, dataset: Dataset) -> list[TakenIn]:
    try:
        translated(read(read_limited(file, MOST_BYTES)).layers)
    except ForeignError as error:
        raise SpecError([f"{file.name}: {error}"]) from None
    asked = TakeIn(
        file=str(file.absolute()), name=name_of(file.name), dataset=dataset, pixels=pixels
    )
    engine = Engine(store, spare=False)
    try:
        return [engine.take_in(asked).result()]
    finally:
        engine.close()

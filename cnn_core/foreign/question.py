"""The job to take in a .keras file, as pages and workers name it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from cnn_core.datasets import Dataset
from cnn_core.frozen import Frozen
from cnn_core.records import MAX_NAME

Pixels = Literal["auto", "raw", "unit"]
"""What a network without a scaling of its own is fed."""
PIXELS: dict[Pixels, str] = {
    "auto": "Find out by trying both",
    "raw": "0 to 255",
    "unit": "0 to 1",
}
"""In words."""
NAMELESS = "a network"


class TakeIn(Frozen):
    """Read a file on this machine, test its network, and put it into the store as a run."""

    job: Literal["take_in"] = "take_in"
    file: str
    name: Annotated[str, Field(min_length=1, max_length=MAX_NAME)]
    """Of the run."""
    dataset: Dataset
    """What it is tested on."""
    pixels: Pixels


class TakenIn(Frozen):
    """What became of it."""

    run: int
    told: tuple[str, ...]
    """What was assumed, in sentences."""


def name_of(file: str) -> str:
    """A run's name from that of the file, whatever it holds."""
    stem = Path(file).name.removesuffix(".keras")
    return "".join(filter(str.isprintable, stem)).strip()[:MAX_NAME].strip() or NAMELESS

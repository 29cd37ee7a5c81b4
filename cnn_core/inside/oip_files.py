"""Patterns that maps answer most as a file: a picture of them, or all arrays."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from textwrap import fill

import numpy as np

from cnn_core.datasets import CLASS_NAMES
from cnn_core.figures.oip_pictures import best_pictures, start_pictures
from cnn_core.figures.pictures import Picture
from cnn_core.figures.sheet import sheet
from cnn_core.inside.oip_text import Names
from cnn_core.inside.oips import Oips
from cnn_core.inside.sight import maps_looked_at, with_outputs
from cnn_core.layer_texts import LAYER_TITLES
from cnn_core.layers import Layer
from cnn_core.npz import NpzError
from cnn_core.records import Run, StoreError
from cnn_core.spec import SpecError

KINDS = (".png", ".npz")
LETTERS = 14
"""In a line below a pattern of the picture."""


def check_file(file: Path) -> None:
    """Raises SpecError for a name that tells no kind, and a folder that is not there."""
    if file.suffix.lower() not in KINDS:
        raise SpecError([f"--out: expected a name that ends in .png or .npz. Received: {file}"])
    if not file.parent.is_dir():
        raise SpecError([f"--out: there is no folder {file.parent}"])


def read_layer(layers: tuple[Layer, ...], number: int) -> int:
    """The position of the layer of that number from 1. Raises SpecError."""
    allowed = {position + 1: position for position in with_outputs(layers)}
    if number not in allowed:
        title = f" {LAYER_TITLES[layers[number - 1].kind]}" if number <= len(layers) else ""
        numbers = ", ".join(map(str, allowed))
        raise SpecError([f"--layer: expected one of {numbers}. Received: {number}{title}"])
    return allowed[number]


def read_map(layers: tuple[Layer, ...], position: int, number: int | None) -> int | None:
    """The index of the map of that number from 1; None for all. Raises SpecError."""
    if number is None:
        return None
    most = maps_looked_at(layers, position)
    if number > most:
        raise SpecError([f"--map: expected 1 to {most}. Received: {number}"])
    return number - 1


def oip_file(data: bytes, run: Run, position: int, index: int | None, kind: str) -> bytes:
    """A PNG of the best patterns, or of one map's starts; or an npz of the same maps.

    Raises StoreError where the stored bytes are damaged.
    """
    layers = run.spec.architecture.layers
    try:
        oips = Oips.from_bytes(data, maps_looked_at(layers, position))
    except NpzError as error:
        raise StoreError(f"The patterns of layer {position + 1} are damaged. {error}") from None
    if kind == ".npz":
        return (oips if index is None else oips.only(index)).to_bytes()
    names = Names(layers, position, CLASS_NAMES[run.spec.data.dataset])
    if index is None:
        return _sheet(best_pictures(oips, names, len(oips.patterns)))
    return _sheet(start_pictures(oips, index, names))


def _sheet(pictures: Iterable[Picture]) -> bytes:
    shown = list(pictures)
    captions = [
        "\n".join(fill(line, LETTERS) for line in (each.title, *each.lines)) for each in shown
    ]
    return sheet(np.stack([each.pixels for each in shown]), captions)

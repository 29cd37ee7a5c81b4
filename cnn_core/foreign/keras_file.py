"""A .keras file taken apart: its description as plain values, its weights as bytes.

It comes from elsewhere and is not trusted. Nothing of it is run, and no class is looked up by its
name; see `cnn_core.foreign.chain` for what is made of the description.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from cnn_core.faults import fault_lines
from cnn_core.members import MembersError, read_members
from cnn_core.spec import MAX_JSON_BYTES

MEGABYTE = 10**6
LIMITS = {
    "metadata.json": MEGABYTE // 100,
    "config.json": MAX_JSON_BYTES,
    "model.weights.h5": 200 * MEGABYTE,
}
"""Bytes, unpacked, of each file that a model may hold."""
MOST_LAYERS = 200
Name = Annotated[str, Field(max_length=200)]


class ForeignError(Exception):
    """The file is not a network that can be taken in; the message is one sentence."""


class _Read(BaseModel):
    """What is read of an object that has more in it."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class KerasLayer(_Read):
    """A layer as config.json describes it."""

    module: Name | None = None
    class_name: Name
    config: dict[str, Any]
    inbound_nodes: Annotated[tuple[Any, ...], Field(max_length=10)] = ()

    @property
    def name(self) -> str:
        return str(self.config.get("name", ""))[:60]

    @property
    def is_keras_own(self) -> bool:
        """Whether it says so: another package may have a class of the same name."""
        return (self.module or "").startswith("keras.")


class Layers(_Read):
    """A network's layers, or those of a network within it."""

    layers: Annotated[tuple[KerasLayer, ...], Field(min_length=1, max_length=MOST_LAYERS)]
    output_layers: Any = None

    @property
    def ends_last(self) -> bool:
        """Whether the output is that of the last layer alone, as far as it says."""
        return list(_strings(self.output_layers)) in ([], [self.layers[-1].name])


class _Model(_Read):
    class_name: Literal["Sequential", "Functional"]
    config: Layers


@dataclass(frozen=True)
class KerasFile:
    """What a .keras file holds."""

    layers: tuple[KerasLayer, ...]
    """Each follows the one before, from the input to the output."""
    weights: bytes
    """An HDF5 file, unread."""


def read(data: bytes) -> KerasFile:
    """Raises ForeignError where it is no .keras file, or its layers are no single chain."""
    try:
        files = read_members(data, LIMITS, sum(LIMITS.values()), "a Keras model")
    except MembersError as error:
        raise ForeignError(f"This .keras file cannot be used. {error}") from None
    for name in ("config.json", "model.weights.h5"):
        if name not in files:
            raise ForeignError(f"The zip is not a .keras file: it holds no {name}.")
    model = _model(files["config.json"])
    layers = model.config.layers
    if model.class_name == "Functional":
        try:
            _check_chain(model.config)
        except RecursionError:
            raise ForeignError("config.json is nested too deeply.") from None
    return KerasFile(layers, files["model.weights.h5"])


def _model(text: bytes) -> _Model:
    try:
        return _Model.model_validate(json.loads(text))
    except (ValueError, RecursionError) as error:
        if not isinstance(error, ValidationError):
            raise ForeignError("config.json cannot be read as JSON.") from None
        raise ForeignError(f"config.json: {fault_lines(error)[0]}") from None


def _check_chain(network: Layers) -> None:
    for before, layer in pairwise(network.layers):
        sources = list(_sources(layer.inbound_nodes))
        if len(layer.inbound_nodes) != 1 or sources != [before.name]:
            raise ForeignError(
                f"The layer {layer.name!r} does not simply follow {before.name!r}: "
                "networks with branches are not taken in."
            )
    if not network.ends_last:
        raise ForeignError("The network's output is expected of its last layer alone.")


def _sources(value: object) -> Iterator[str]:
    """Names of the layers whose outputs an inbound node takes."""
    if isinstance(value, dict):
        history = value.get("keras_history")
        if isinstance(history, list) and history:
            yield str(history[0])
            return
        for each in value.values():
            yield from _sources(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _sources(each)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _strings(each)

"""The spec that a person is editing, in the session: what Build and Train read and write.

Each layer has a number of its own that moves with it, for the keys of its widgets. The widgets
of everything else put `generation()` into their keys, so that a loaded spec shows at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count

import streamlit as st

from cnn_core.layers import Architecture, Layer
from cnn_core.presets import PRESETS
from cnn_core.spec import Data, Hardware, RunSpec, Training

_KEY = "draft"
_HISTORY = "draft_history"
_LONGEST_HISTORY = 100
_numbers = count(1)


@dataclass(frozen=True)
class Draft:
    preset: str
    """Name of the preset it began with."""
    architecture: Architecture
    layer_ids: tuple[int, ...]
    data: Data
    training: Training
    hardware: Hardware
    generation: int = field(default_factory=lambda: next(_numbers))


def load(spec: RunSpec, preset: str = "article") -> None:
    """Edit this spec from now on; `preset` names what its link is told as a change of."""
    _write(_begin(spec, preset))


def can_undo() -> bool:
    return bool(st.session_state.get(_HISTORY))


def undo() -> None:
    """Take back the last change, a loaded spec included."""
    before: Draft = st.session_state[_HISTORY].pop()
    st.session_state[_KEY] = replace(
        before, layer_ids=_new_ids(before.architecture), generation=next(_numbers)
    )


def present() -> Draft:
    """The draft as it is: whoever keeps it can see whether it was changed since."""
    return _draft()


def spec() -> RunSpec:
    """Raises SpecError when settings contradict each other (shapes: `arithmetic.check`)."""
    draft = _draft()
    return RunSpec.from_dict(
        {
            "architecture": draft.architecture,
            "data": draft.data,
            "training": draft.training,
            "hardware": draft.hardware,
        }
    )


def preset() -> str:
    return _draft().preset


def generation() -> int:
    """Another number after each `load`."""
    return _draft().generation


def architecture() -> Architecture:
    return _draft().architecture


def data() -> Data:
    return _draft().data


def training() -> Training:
    return _draft().training


def hardware() -> Hardware:
    return _draft().hardware


def set_architecture(value: Architecture) -> None:
    """Replace all layers; each gets a new number."""
    _write(replace(_draft(), architecture=value, layer_ids=_new_ids(value)))


def set_data(value: Data) -> None:
    _write(replace(_draft(), data=value))


def set_training(value: Training) -> None:
    _write(replace(_draft(), training=value))


def set_hardware(value: Hardware) -> None:
    _write(replace(_draft(), hardware=value))


# ---------------------------------------------------------------- layers


def layers() -> tuple[tuple[int, Layer], ...]:
    """(number, layer) in the order of the network."""
    draft = _draft()
    return tuple(zip(draft.layer_ids, draft.architecture.layers, strict=True))


def replace_layer(number: int, layer: Layer) -> None:
    _set_layers(tuple((n, layer if n == number else old) for n, old in layers()))


def insert_layer(position: int, layer: Layer) -> None:
    _set_layers((*layers()[:position], (next(_numbers), layer), *layers()[position:]))


def remove_layer(number: int) -> None:
    _set_layers(tuple(pair for pair in layers() if pair[0] != number))


def duplicate_layer(number: int) -> None:
    position = _position(number)
    insert_layer(position + 1, architecture().layers[position])


def move_layer(number: int, by: int) -> None:
    """Towards the output (+1) or the input (-1); at the end it stays where it is."""
    pairs = list(layers())
    position = _position(number)
    target = min(max(position + by, 0), len(pairs) - 1)
    pairs.insert(target, pairs.pop(position))
    _set_layers(tuple(pairs))


# ---------------------------------------------------------------- the session


def _draft() -> Draft:
    if _KEY not in st.session_state:
        st.session_state[_KEY] = _begin(PRESETS["article"], "article")
    draft: Draft = st.session_state[_KEY]
    return draft


def _write(draft: Draft) -> None:
    before: Draft | None = st.session_state.get(_KEY)
    if draft == before:
        return
    history: list[Draft] = st.session_state.setdefault(_HISTORY, [])
    if before is not None:
        history.append(before)
    del history[:-_LONGEST_HISTORY]
    st.session_state[_KEY] = draft


def _begin(spec: RunSpec, preset: str) -> Draft:
    return Draft(
        preset=preset,
        architecture=spec.architecture,
        layer_ids=_new_ids(spec.architecture),
        data=spec.data,
        training=spec.training,
        hardware=spec.hardware,
    )


def _new_ids(architecture: Architecture) -> tuple[int, ...]:
    return tuple(next(_numbers) for _ in architecture.layers)


def _position(number: int) -> int:
    return _draft().layer_ids.index(number)


def _set_layers(pairs: tuple[tuple[int, Layer], ...]) -> None:
    architecture = Architecture(layers=tuple(layer for _, layer in pairs))
    ids = tuple(number for number, _ in pairs)
    _write(replace(_draft(), architecture=architecture, layer_ids=ids))

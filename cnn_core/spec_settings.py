"""A spec's settings in short words: what sets runs apart, and which preset a spec comes from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from cnn_core.frozen import Frozen
from cnn_core.layers import Architecture, Layer, Output, Pooling
from cnn_core.presets import PRESETS
from cnn_core.spec import Data, Hardware, RunSpec, Training

Settings = Mapping[str, str]
"""Values in words by the names of the fields, such as `filters` → `32/64/64`."""

ELSEWHERE = {"seed", "epochs", "device"}
"""Fields that every table of runs has in columns of their own, and that belong to no preset."""
KINDS = {
    "conv2d": "conv",
    "max_pooling2d": "max pool",
    "average_pooling2d": "average pool",
    "batch_normalization": "batch norm",
    "global_average_pooling2d": "global average pool",
}
"""Short names of layers; of the others the kind is short enough."""
SIZES = ("filters", "units", "rate")
"""Fields that tell how large or how strong a layer is."""


def settings(spec: RunSpec) -> Settings:
    """All settings but those told ELSEWHERE, those that are changed most often first."""
    return _around(spec, _fields_of_network(spec.architecture))


def differences(shown: Sequence[RunSpec]) -> list[str]:
    """What sets each of them apart, such as `learning_rate 0.01, filters 16/32`.

    Told are the settings that not more than half of them have; of a single one nothing. A network
    with other layers than most is told by its layers.
    """
    kinds = Counter(_kinds(spec.architecture) for spec in shown)
    told = [
        settings(spec) if 2 * kinds[_kinds(spec.architecture)] > len(shown) else _by_layers(spec)
        for spec in shown
    ]
    usual = _usual(told)
    return [
        ", ".join(f"{name} {value}" for name, value in each.items() if usual.get(name) != value)
        for each in told
    ]


def origin(spec: RunSpec) -> tuple[str, bool]:
    """(the preset that the spec is most like, whether it was changed); no preset is "".

    A preset has the same kinds of layers. Epochs, seeds and hardware change nothing about it.
    """
    alike = _presets_of(_kinds(spec.architecture))
    if not alike:
        return "", False
    mine = _of_preset(spec)
    distances = {
        name: sum(mine[field] != other[field] for field in mine) for name, other in alike.items()
    }
    nearest = min(distances, key=distances.__getitem__)
    return nearest, distances[nearest] > 0


def _usual(shown: Sequence[Settings]) -> Settings:
    """The value of each field that more than half have."""
    values: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for each in shown:
        for name, value in each.items():
            values[name][value] += 1
    most = {name: counter.most_common(1)[0] for name, counter in values.items()}
    return {name: value for name, (value, count) in most.items() if 2 * count > len(shown)}


@cache
def _presets_of(kinds: str) -> Mapping[str, Settings]:
    """The presets with these kinds of layers."""
    return {
        name: _of_preset(preset)
        for name, preset in PRESETS.items()
        if _kinds(preset.architecture) == kinds
    }


def _of_preset(spec: RunSpec) -> Settings:
    own_seeds = {"weights_seed": "", "order_seed": ""}
    training, data = _fields_of_part(spec.training), _fields_of_part(spec.data)
    return {**training, **data, **_fields_of_network(spec.architecture), **own_seeds}


def _by_layers(spec: RunSpec) -> Settings:
    return _around(spec, {"layers": _layers(spec.architecture)})


def _around(spec: RunSpec, network: Settings) -> Settings:
    training, data = _fields_of_part(spec.training), _fields_of_part(spec.data)
    return {**training, **data, **network, **_fields_of_part(spec.hardware)}


@lru_cache(maxsize=1024)
def _kinds(architecture: Architecture) -> str:
    return ", ".join(layer.kind for layer in architecture.layers)


@lru_cache(maxsize=1024)
def _layers(architecture: Architecture) -> str:
    """Such as `conv 32, max pool, dense 70`."""
    names = []
    for layer in architecture.layers:
        sizes = [_told(value) for name, value in layer if name in SIZES]
        names.append(" ".join([KINDS.get(layer.kind, layer.kind), *sizes]))
    return ", ".join(name for name in names if name not in ("flatten", "output"))


@lru_cache(maxsize=1024)
def _fields_of_network(architecture: Architecture) -> Settings:
    """Each field of any layer, with its values in the layers that have it."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    for layer in architecture.layers:
        for name, value in layer:
            if name != "kind":
                values[_prefix(layer) + name.removeprefix("pool_")].append(_told(value))
    return {name: _joined(texts) for name, texts in values.items()}


def _prefix(layer: Layer) -> str:
    """Before the fields of layers that have the same names as those of others."""
    if isinstance(layer, Pooling):
        return "pool_"
    return "output_" if isinstance(layer, Output) else ""


@lru_cache(maxsize=4096)
def _fields_of_part(part: Training | Data | Hardware) -> Settings:
    return {name: value for name, value in _fields(part).items() if name not in ELSEWHERE}


def _fields(part: Frozen) -> dict[str, str]:
    """The part's fields, and those of its parts; a part that has a kind is that and what it has."""
    found = {}
    for name, value in part:
        if not isinstance(value, Frozen):
            found[name] = _told(value)
        elif hasattr(value, "kind"):
            found[name] = " ".join(_fields(value).values())
        else:
            found |= _fields(value)
    return found


def _joined(texts: Sequence[str]) -> str:
    return texts[0] if len(set(texts)) == 1 else "/".join(texts)


def _told(value: object) -> str:
    match value:
        case None:
            return "none"
        case bool():
            return "on" if value else "off"
        case float():
            return f"{value:g}"
        case tuple():
            return "×".join(map(str, value))
    return str(value)

"""A spec's settings in short words: what sets runs apart, and which preset a spec comes from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from cnn_core.frozen import Frozen
from cnn_core.layers import Architecture, BatchNormalization, Layer, Output, Pooling
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


@dataclass(frozen=True, eq=False)
class Told:
    """A spec in words, part by part; equal parts of several specs are one object."""

    training: Settings
    data: Settings
    network: Settings
    hardware: Settings
    kinds: str
    """Of the layers, one after another."""
    layers: Settings
    """The network in place of `network`, where others have layers of other kinds."""

    def settings(self) -> Settings:
        """All settings but those told ELSEWHERE."""
        return {**self.training, **self.data, **self.network, **self.hardware}


def tell(spec: RunSpec) -> Told:
    return Told(
        training=_fields_of_part(spec.training),
        data=_fields_of_part(spec.data),
        network=_fields_of_network(spec.architecture),
        hardware=_fields_of_part(spec.hardware),
        kinds=_kinds(spec.architecture),
        layers=_layers(spec.architecture),
    )


@dataclass(frozen=True)
class Usual:
    """What more than half of some specs have."""

    settings: Settings
    kinds: str | None
    """The kinds of their layers; None where no more than half have the same."""

    @classmethod
    def of(cls, specs: Sequence[Told]) -> Usual:
        kinds = _majority(Counter(each.kinds for each in specs), len(specs))
        parts = Counter[int]()
        by_id: dict[int, Settings] = {}
        for each in specs:
            for part in _parts(each, kinds):
                parts[id(part)] += 1
                by_id[id(part)] = part
        values: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for number, count in parts.items():
            for name, value in by_id[number].items():
                values[name][value] += count
        most = {name: _majority(counter, len(specs)) for name, counter in values.items()}
        return cls({name: value for name, value in most.items() if value is not None}, kinds)

    def difference(self, spec: Told) -> str:
        """What sets a spec apart, such as `learning_rate 0.01, filters 16/32`."""
        return ", ".join(
            f"{name} {value}"
            for part in _parts(spec, self.kinds)
            for name, value in part.items()
            if self.settings.get(name) != value
        )


def origin(told: Told) -> tuple[str, bool]:
    """(the preset that a spec is most like, whether it was changed); no preset is "".

    A preset has the same kinds of layers. Epochs, seeds and hardware change nothing about it.
    """
    alike = _presets_of(told.kinds)
    if not alike:
        return "", False
    mine = _of_preset(told)
    distances = {
        name: sum(mine[field] != other[field] for field in mine) for name, other in alike.items()
    }
    nearest = min(distances, key=distances.__getitem__)
    return nearest, distances[nearest] > 0


def _parts(told: Told, usual_kinds: str | None) -> tuple[Settings, ...]:
    """A network with other layers than most is told by its layers."""
    network = told.network if told.kinds == usual_kinds else told.layers
    return told.training, told.data, network, told.hardware


def _majority(counter: Counter[str], total: int) -> str | None:
    value, count = counter.most_common(1)[0] if counter else ("", 0)
    return value if 2 * count > total else None


@cache
def _presets_of(kinds: str) -> Mapping[str, Settings]:
    """The presets with these kinds of layers."""
    told = {name: tell(preset) for name, preset in PRESETS.items()}
    return {name: _of_preset(each) for name, each in told.items() if each.kinds == kinds}


def _of_preset(told: Told) -> Settings:
    own_seeds = {"weights_seed": "", "order_seed": ""}
    return {**told.training, **told.data, **told.network, **own_seeds}


@lru_cache(maxsize=1024)
def _kinds(architecture: Architecture) -> str:
    return ", ".join(layer.kind for layer in architecture.layers)


@lru_cache(maxsize=1024)
def _layers(architecture: Architecture) -> Settings:
    """Such as `layers` → `conv 32, max pool, dense 70`."""
    names = []
    for layer in architecture.layers:
        sizes = [_told(value) for name, value in layer if name in SIZES]
        names.append(" ".join([KINDS.get(layer.kind, layer.kind), *sizes]))
    return {"layers": ", ".join(name for name in names if name not in ("flatten", "output"))}


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
    """Before the fields of layers whose names others have too, or the training."""
    match layer:
        case Pooling():
            return "pool_"
        case BatchNormalization():
            return "batch_norm_"
        case Output():
            return "output_"
    return ""


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

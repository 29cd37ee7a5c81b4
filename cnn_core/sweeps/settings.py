"""The settings of a spec that a sweep can change: their names, and values to begin with."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from typing import Literal, get_args, get_origin

from annotated_types import Le, Lt
from pydantic import JsonValue

from cnn_core.frozen import Frozen
from cnn_core.layer_texts import numbered_title
from cnn_core.layers import Conv2D, Dense, Layer, Pooling
from cnn_core.spec import RunSpec, SpecError
from cnn_core.sweeps.fields import Field, Range, Values

Kind = Literal["whole", "number", "pair", "choice"]
POOLINGS = ("max_pooling2d", "average_pooling2d")
NAMES = {
    "l2": "L2",
    "xla": "XLA",
    "normalization": "Normalisation",
    "intra_op_threads": "Threads within an operation",
    "inter_op_threads": "Operations at once",
    "gpu_memory_share": "Share of the GPU's memory",
}
"""Where the field's own name, with blanks, does not read well."""
WIDER = 5.0
"""Times below the present learning rate its range begins, and as many above it ends."""
FROM_ZERO: dict[str, tuple[JsonValue, ...]] = {
    "l2": (0.0, 0.0001, 0.001),
    "momentum": (0.0, 0.5, 0.9),
    "weight_decay": (0.0, 0.001, 0.01),
    "shift": (0.0, 1.0, 2.0),
    "rotation": (0.0, 5.0, 10.0),
    "zoom": (0.0, 0.1, 0.2),
    "shear": (0.0, 5.0, 10.0),
    "line_width": (0.0, 0.5, 1.0),
}
"""Values to begin with where the present one is 0, by the field's name."""


@dataclass(frozen=True)
class Setting:
    """One field of a spec."""

    path: str
    title: str
    """Such as `Learning rate`, `1 Convolution: filters`."""
    kind: Kind
    value: JsonValue
    """The spec's own."""
    options: tuple[JsonValue, ...] = ()
    """All that a choice has."""
    largest: float = inf
    """No value is above it."""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]


def settings_of(spec: RunSpec) -> dict[str, Setting]:
    """All of them by path: training first, then the layers, data and hardware."""
    found = [*_of_part("training", "", spec.training)]
    for position, layer in enumerate(spec.architecture.layers):
        found += _of_layer(position, layer)
    found += [*_of_part("data", "", spec.data), *_of_part("hardware", "", spec.hardware)]
    return {setting.path: setting for setting in found}


def usual_paths(spec: RunSpec) -> list[str]:
    """What most would try first: the learning rate, the mini-batch, the first layer's size."""
    sizes = (
        f"architecture.layers.{position}.{'filters' if isinstance(layer, Conv2D) else 'units'}"
        for position, layer in enumerate(spec.architecture.layers)
        if isinstance(layer, Conv2D | Dense)
    )
    return ["training.learning_rate", "training.batch_size", *list(sizes)[:1]]


def usual_field(setting: Setting) -> Field:
    """A list around the present value; of the learning rate a range."""
    if setting.name == "learning_rate" and isinstance(setting.value, float):
        low, high = (float(f"{end:.3g}") for end in (setting.value / WIDER, setting.value * WIDER))
        return Range(path=setting.path, low=low, high=high, log=True)
    values = setting.options or _around(setting)
    return Values(path=setting.path, values=values)


def value_text(value: JsonValue) -> str:
    """`0.001`, `3×3`, `on`, `mean std`, `none`."""
    match value:
        case None:
            return "none"
        case bool():
            return "on" if value else "off"
        case int() | float():
            return f"{value:.4g}" if isinstance(value, float) else str(value)
        case list() | tuple():
            return "×".join(map(value_text, value))
        case _:
            return str(value).replace("_", " ")


def read_list(setting: Setting, text: str) -> tuple[JsonValue, ...]:
    """Values typed with commas between them: `16, 32`, `0.1, 0.01`, `3×3, 5`.

    Raises SpecError, one line per value that is none.
    """
    values: list[JsonValue] = []
    faults = []
    for part in filter(None, map(str.strip, text.split(","))):
        try:
            values.append(_read(setting.kind, part))
        except ValueError:
            faults.append(
                f"{setting.path}: expected {EXPECTED[setting.kind]}. Received: {part:.40}"
            )
    if faults:
        raise SpecError(faults)
    return tuple(values)


def readable(faults: Sequence[str], titles: Mapping[str, str]) -> list[str]:
    """Faults with titles in place of the paths that they begin with."""
    return [_readable(fault, titles) for fault in faults]


def _readable(fault: str, titles: Mapping[str, str]) -> str:
    path, colon, what = fault.partition(":")
    return f"{titles[path]}{colon}{what}" if path in titles else fault


EXPECTED: dict[Kind, str] = {
    "whole": "whole numbers with commas between them",
    "number": "numbers with commas between them",
    "pair": "heights × widths such as 3×3, 5×5",
    "choice": "one of the options",
}


def _read(kind: Kind, text: str) -> JsonValue:
    """Raises ValueError."""
    if kind == "whole":
        return int(text)
    if kind == "number":
        return float(text)
    sides = [int(side) for side in text.replace("x", "×").split("×")]
    if len(sides) not in (1, 2):
        raise ValueError(text)
    return [sides[0], sides[-1]]


def _around(setting: Setting) -> tuple[JsonValue, ...]:
    value = setting.value
    if "seed" in setting.name:
        first = value if isinstance(value, int) else 0
        return (first, first + 1, first + 2)
    match value:
        case [int(height), int(width)]:
            return ([height, width], [height + 2, width + 2])
        case float() if value:
            around = (round(value / 2, 12), value, round(value * 2, 12))
            return tuple(each for each in around if each < setting.largest)
        case int() if value > 1:
            return tuple(each for each in (value // 2, value, 2 * value) if each <= setting.largest)
        case int() | float():
            return FROM_ZERO.get(setting.name, (value, value + 1))
    return ()


def _of_layer(position: int, layer: Layer) -> Iterator[Setting]:
    prefix, path = numbered_title(position, layer), f"architecture.layers.{position}"
    if isinstance(layer, Pooling):
        title = f"{position + 1} Pooling: kind"
        yield Setting(f"{path}.kind", title, "choice", layer.kind, POOLINGS)
    yield from _of_part(path, prefix, layer)


def _of_part(path: str, prefix: str, part: Frozen) -> Iterator[Setting]:
    plain = json.loads(part.model_dump_json())
    for name, info in type(part).model_fields.items():
        inner, value = getattr(part, name), plain[name]
        title = NAMES.get(name, name.replace("_", " "))
        title = f"{prefix}: {title}" if prefix else title[0].upper() + title[1:]
        if isinstance(inner, Frozen):
            yield from _of_inner(f"{path}.{name}", title, inner, info.annotation)
        elif name != "kind":
            kind, options = _kind(info.annotation)
            yield Setting(f"{path}.{name}", title, kind, value, options, _largest(info.metadata))


def _of_inner(path: str, title: str, part: Frozen, annotation: object) -> Iterator[Setting]:
    if "kind" in type(part).model_fields:
        options = tuple(
            each.model_fields["kind"].default
            for each in get_args(annotation)
            if isinstance(each, type) and issubclass(each, Frozen)
        )
        yield Setting(f"{path}.kind", title, "choice", part.model_dump()["kind"], options)
    yield from _of_part(path, title, part)


def _largest(rules: Sequence[object]) -> float:
    for rule in rules:
        match rule:
            case Le(le=limit) | Lt(lt=limit):
                return float(str(limit))
    return inf


def _kind(annotation: object) -> tuple[Kind, tuple[JsonValue, ...]]:
    """What values a field has by its type, and its options if it is a choice."""
    if get_origin(annotation) is Literal:
        return "choice", get_args(annotation)
    if annotation is bool:
        return "choice", (False, True)
    types = _types(annotation)
    if any(get_origin(each) is tuple for each in types):
        return "pair", ()
    return ("number" if float in types else "whole"), ()


def _types(annotation: object) -> list[object]:
    """The types in a union, without what limits them."""
    if get_origin(annotation) is tuple or isinstance(annotation, type):
        return [annotation]
    return [found for each in get_args(annotation) for found in _types(each)]

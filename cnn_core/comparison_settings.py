"""Settings of several runs side by side: what differs, and what does not; layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from cnn_core.frozen import Frozen
from cnn_core.layer_texts import LAYER_TITLES, settings_text
from cnn_core.layers import Layer
from cnn_core.spec import RunSpec

ABSENT = "–"
"""In place of a setting that a run does not have, or a layer."""


@dataclass(frozen=True)
class Row:
    """One setting, or one layer, of each run."""

    title: str
    values: tuple[str, ...]

    @property
    def differs(self) -> bool:
        return len(set(self.values)) > 1


def setting_rows(specs: Sequence[RunSpec]) -> list[Row]:
    """All settings but the layers, in the order of the spec."""
    each = [_settings(spec) for spec in specs]
    titles = dict.fromkeys(title for settings in each for title in settings)
    return [Row(title, tuple(s.get(title, ABSENT) for s in each)) for title in titles]


def layer_rows(specs: Sequence[RunSpec]) -> list[Row]:
    """The layers, those of one kind in one row as far as their order allows."""
    aligned: list[list[Layer | None]] = []
    for count, spec in enumerate(specs):
        aligned = _joined(aligned, spec.architecture.layers, count)
    return [_layer_row(layers) for layers in aligned]


def _settings(spec: RunSpec) -> dict[str, str]:
    """`Training: learning rate` and its like, with their values."""
    found: dict[str, str] = {}
    for part in ("data", "training", "hardware"):
        for path, value in _leaves(getattr(spec, part)):
            found[f"{part.capitalize()}: {path}"] = value
    return found


def _leaves(model: Frozen) -> list[tuple[str, str]]:
    leaves = []
    for name in type(model).model_fields:
        value, title = getattr(model, name), name.replace("_", " ")
        if not isinstance(value, Frozen):
            leaves.append((title, _text(value)))
            continue
        for inner, text in _leaves(value):
            leaves.append((title if inner == "kind" else f"{title}, {inner}", text))
    return leaves


def _text(value: object) -> str:
    match value:
        case None:
            return ABSENT
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:g}"
        case _:
            return str(value).replace("_", " ")


def _joined(
    rows: list[list[Layer | None]], layers: Sequence[Layer], before: int
) -> list[list[Layer | None]]:
    """The rows of so many runs `before`, and one more run's layers beside those of their kind."""
    kinds = [next(layer.kind for layer in row if layer) for row in rows]
    matcher = SequenceMatcher(None, kinds, [layer.kind for layer in layers], autojunk=False)
    joined: list[list[Layer | None]] = []
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            pairs = zip(rows[start:end], layers[first:last], strict=True)
            joined += [[*row, layer] for row, layer in pairs]
        else:
            joined += [[*row, None] for row in rows[start:end]]
            joined += [[*[None] * before, layer] for layer in layers[first:last]]
    return joined


def _layer_row(layers: Sequence[Layer | None]) -> Row:
    kind = next(layer.kind for layer in layers if layer)
    return Row(LAYER_TITLES[kind], tuple(map(_layer_text, layers)))


def _layer_text(layer: Layer | None) -> str:
    return ABSENT if layer is None else settings_text(layer) or "yes"

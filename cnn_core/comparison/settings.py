"""Settings of several runs side by side: what differs, and what does not; layer by layer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from cnn_core.frozen import Frozen
from cnn_core.layer_texts import LAYER_TITLES, settings_text
from cnn_core.layers import Layer, Pooling
from cnn_core.spec import RunSpec

ABSENT = "–"
"""In place of a setting that a run does not have, or a layer."""
POOLING = "Pooling"


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
    titles: list[str] = []
    for settings in each:
        place = 0
        for title in settings:
            if title not in titles:
                titles.insert(place, title)
            place = titles.index(title) + 1
    return [Row(title, tuple(s.get(title, ABSENT) for s in each)) for title in titles]


def layer_rows(specs: Sequence[RunSpec]) -> list[Row]:
    """The layers, those of one role in one row as far as their order allows."""
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
    """The rows of so many runs `before`, and one more run's layers beside those of their role."""
    ours = [next(_role(layer) for layer in row if layer) for row in rows]
    matcher = SequenceMatcher(None, ours, list(map(_role, layers)), autojunk=False)
    joined: list[list[Layer | None]] = []
    for tag, start, end, first, last in matcher.get_opcodes():
        if tag == "equal":
            pairs = zip(rows[start:end], layers[first:last], strict=True)
            joined += [[*row, layer] for row, layer in pairs]
        else:
            joined += [[*row, None] for row in rows[start:end]]
            joined += [[*[None] * before, layer] for layer in layers[first:last]]
    return joined


def _role(layer: Layer) -> str:
    """What a layer is there for: either pooling may stand in the other's place."""
    return POOLING if isinstance(layer, Pooling) else LAYER_TITLES[layer.kind]


def _layer_row(layers: Sequence[Layer | None]) -> Row:
    titles = {LAYER_TITLES[layer.kind] for layer in layers if layer}
    if len(titles) == 1:
        return Row(titles.pop(), tuple(_text_of(layer) for layer in layers))
    return Row(POOLING, tuple(_text_of(layer, titled=True) for layer in layers))


def _text_of(layer: Layer | None, titled: bool = False) -> str:
    if layer is None:
        return ABSENT
    title = f"{LAYER_TITLES[layer.kind]} " if titled else ""
    return title + (settings_text(layer) or "yes")

"""A sweep's trials as lines from axis to axis: which values lead to a high accuracy?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from textwrap import wrap

import plotly.graph_objects as go
from pydantic import JsonValue

from cnn_core.figures.theme import FONT, colours
from cnn_core.sweeps.settings import value_text

HEIGHT = 420
MARGIN = {"l": 56, "r": 48, "t": 72, "b": 24}
AXIS_WIDTH = 104
"""Pixels from axis to axis at least."""
LABEL_CHARACTERS = 14
"""Of a line of an axis' title."""
TICKS = 6
"""At most, of a linear axis."""


@dataclass(frozen=True)
class Axis:
    """A field and the value that each trial has of it."""

    title: str
    values: tuple[JsonValue, ...]
    listed: tuple[JsonValue, ...] = ()
    """All values that there may be, in their order; none of a range."""
    log: bool = False
    """Of a range above 0."""


def parallel_coordinates(
    axes: Sequence[Axis], accuracies: Sequence[float], dark: bool
) -> go.Figure:
    """Lines coloured by validation accuracy (shares), which is the last axis, in percent.

    At least one trial; each axis has as many values as there are accuracies.
    """
    c = colours(dark)
    percents = [100 * share for share in accuracies]
    last = {"label": _wrapped("Validation accuracy (%)"), **_linear(percents)}
    lines = go.Parcoords(
        dimensions=[*map(_dimension, axes), last],
        line={
            "color": percents,
            "colorscale": [(0.0, c.diverging[0]), (1.0, c.diverging[2])],
            "showscale": False,
        },
        labelfont={"size": 13, "color": c.text, "family": FONT},
        tickfont={"size": 12, "color": c.text, "family": FONT},
        unselected={"line": {"color": c.grid, "opacity": 0.4}},
    )
    return go.Figure(lines, layout={"height": HEIGHT, "margin": MARGIN})


def least_width(axes: int) -> int:
    """Pixels that this many fields need, so that their titles do not overlap."""
    return MARGIN["l"] + MARGIN["r"] + AXIS_WIDTH * axes


def _dimension(axis: Axis) -> dict[str, object]:
    label = {"label": _wrapped(axis.title)}
    numbers = [value for value in axis.values if isinstance(value, int | float)]
    if axis.listed or len(numbers) < len(axis.values):
        return label | _listed(axis)
    return label | (_logarithmic(numbers) if axis.log else _linear(numbers))


def _listed(axis: Axis) -> dict[str, object]:
    """Places side by side."""
    texts = list(dict.fromkeys(map(value_text, (*axis.listed, *axis.values))))
    return {
        "values": [texts.index(value_text(value)) for value in axis.values],
        "range": [-0.3, len(texts) - 0.7],
        "tickvals": list(range(len(texts))),
        "ticktext": texts,
    }


def _logarithmic(numbers: Sequence[float]) -> dict[str, object]:
    low, high = min(numbers), max(numbers)
    powers = range(floor(log10(low)), ceil(log10(high)) + 1)
    ticks = [part * 10.0**power for power in powers for part in (1, 2, 5)]
    return _placed([log10(number) for number in numbers], {log10(tick): tick for tick in ticks})


def _linear(numbers: Sequence[float]) -> dict[str, object]:
    span = max(numbers) - min(numbers) or 1.0
    unit = 10.0 ** floor(log10(span / TICKS))
    step = unit * next(part for part in (1, 2, 5, 10) if span / (unit * part) <= TICKS)
    first, last = floor(min(numbers) / step), ceil(max(numbers) / step)
    ticks = [step * place for place in range(first, last + 1)]
    return _placed(numbers, {tick: round(tick, 10) for tick in ticks})


def _placed(values: Sequence[float], ticks: Mapping[float, float]) -> dict[str, object]:
    """The axis a little longer than its values reach, with the ticks that lie on it.

    Plotly draws it from the first tick to the last, hence one without a text at either end.
    """
    beyond = 0.04 * (max(values) - min(values)) or 0.5
    low, high = min(values) - beyond, max(values) + beyond
    shown = {place: f"{tick:.6g}" for place, tick in ticks.items() if low < place < high}
    return {
        "values": values,
        "range": [low, high],
        "tickvals": [low, *shown, high],
        "ticktext": ["", *shown.values(), ""],
    }


def _wrapped(title: str) -> str:
    """The title on lines that an axis has room for."""
    return "<br>".join(wrap(title, LABEL_CHARACTERS, break_long_words=False))

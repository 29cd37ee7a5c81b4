"""Accuracy over what it costs: every run a dot, the unbeaten ones joined by steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10
from typing import Literal, get_args

import plotly.graph_objects as go

from cnn_core.figures.accuracy_axis import accuracy_axis, error
from cnn_core.figures.theme import (
    Colours,
    colours,
    count,
    legend_below,
    percent,
    seconds,
    short_count,
)
from cnn_core.leaderboard import Entry
from cnn_core.pareto import front

HEIGHT = 440
Cost = Literal["weights", "multiply_adds", "seconds"]
COSTS: tuple[Cost, ...] = get_args(Cost)
TITLES: dict[Cost, str] = {
    "weights": "Weights",
    "multiply_adds": "Multiply-adds per image",
    "seconds": "Seconds of training",
}
MOST_INTERVALS = 100
"""With more dots than that their intervals hide each other: only the front's are drawn."""
ROOM_OF_A_NAME = 0.22
"""Share of the axis that two names are apart at least; runs without room are named on hover."""
LONGEST_NAME = 22


@dataclass(frozen=True)
class _Dots:
    """A kind of dot: its legend and look, and whether intervals are drawn."""

    title: str
    colour: str
    size: int
    intervals: bool


def pareto_figure(entries: Sequence[Entry], cost: Cost, dark: bool = False) -> go.Figure:
    """Both axes are logarithmic: the upper one of errors, so that 98 % to 99 % has room."""
    c = colours(dark)
    costs = [_cost(entry, cost) for entry in entries]
    best = front(costs, [entry.accuracy for entry in entries])
    others = [position for position in range(len(entries)) if position not in set(best)]
    few = len(entries) <= MOST_INTERVALS
    behind = _Dots("Beaten", c.muted, 7, intervals=few)
    ahead = _Dots("Front: nothing as cheap is better", c.accent, 9, intervals=True)
    unbeaten = [entries[each] for each in best]
    figure = go.Figure(
        [
            _dots([entries[each] for each in others], cost, behind),
            _steps(unbeaten, max(costs, default=1.0), cost, c),
            _dots(unbeaten, cost, ahead),
            _names(unbeaten, costs, cost),
        ]
    )
    ends = [end for each in entries for end in (each.interval.low, each.interval.high)]
    accuracies = accuracy_axis(ends or [0.9, 0.99])
    ticks = _ticks(costs)
    figure.update_xaxes(
        title=TITLES[cost],
        type="log",
        tickvals=ticks,
        ticktext=[short_count(tick).replace(".00", "").replace(".0", "") for tick in ticks],
    )
    figure.update_yaxes(
        title="Test accuracy, percent",
        type="log",
        range=accuracies.range,
        tickvals=accuracies.ticks,
        ticktext=accuracies.labels,
    )
    return legend_below(figure.update_layout(height=HEIGHT, hovermode="closest"))


def _cost(entry: Entry, cost: Cost) -> float:
    """Above 0, as a logarithm needs it."""
    value = {
        "weights": entry.weights,
        "multiply_adds": entry.multiply_adds,
        "seconds": entry.seconds,
    }[cost]
    return max(float(value), 0.01)


def _dots(entries: Sequence[Entry], cost: Cost, look: _Dots) -> go.Scatter:
    middles = [error(entry.accuracy) for entry in entries]
    highs = [error(entry.interval.low) for entry in entries]
    lows = [error(entry.interval.high) for entry in entries]
    return go.Scatter(
        x=[_cost(entry, cost) for entry in entries],
        y=middles,
        mode="markers",
        name=look.title,
        marker={"size": look.size, "color": look.colour},
        error_y={
            "visible": look.intervals,
            "array": [high - middle for high, middle in zip(highs, middles, strict=True)],
            "arrayminus": [middle - low for low, middle in zip(lows, middles, strict=True)],
            "color": look.colour,
            "thickness": 1,
            "width": 0,
        },
        hovertext=[_hover(entry) for entry in entries],
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _steps(entries: Sequence[Entry], dearest: float, cost: Cost, c: Colours) -> go.Scatter:
    """What can be had for a price: it rises at each run of the front, and holds up to the next."""
    x = [_cost(entry, cost) for entry in entries]
    y = [error(entry.accuracy) for entry in entries]
    return go.Scatter(
        x=[*x, dearest] if x else [],
        y=[*y, *y[-1:]],
        mode="lines",
        line={"color": c.accent, "width": 1.5, "shape": "hv"},
        hoverinfo="skip",
        showlegend=False,
    )


def _names(entries: Sequence[Entry], costs: Sequence[float], cost: Cost) -> go.Scatter:
    """The names of those of the front that have room, the best first."""
    low, high = log10(min(costs, default=1.0)), log10(max(costs, default=1.0))
    span = max(high - low, 0.1)
    named: list[tuple[float, Entry]] = []
    for entry in reversed(entries):
        place = (log10(_cost(entry, cost)) - low) / span
        if not named or named[-1][0] - place > ROOM_OF_A_NAME:
            named.append((place, entry))
    return go.Scatter(
        x=[_cost(entry, cost) for _, entry in named],
        y=[error(entry.interval.high) for _, entry in named],
        mode="text",
        text=[_short(entry.run.name) for _, entry in named],
        textposition=["top right" if place < 0.5 else "top left" for place, _ in named],
        hoverinfo="skip",
        showlegend=False,
    )


def _ticks(costs: Sequence[float]) -> list[float]:
    """1, 2 and 5 times powers of ten; only these where there would be many."""
    low, high = floor(log10(min(costs, default=1.0))), ceil(log10(max(costs, default=1.0)))
    steps = (1, 2, 5) if high - low <= 2 else (1,)
    return [step * 10.0**power for power in range(low, high + 1) for step in steps]


def _short(name: str) -> str:
    cut = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…"
    return escape(cut, quote=False)


def _hover(entry: Entry) -> str:
    margin = percent(entry.interval.half_width).removesuffix(" %")
    return "<br>".join(
        [
            f"Run {entry.run.id}: {escape(entry.run.name, quote=False)}",
            f"{percent(entry.accuracy)} ± {margin}",
            f"{count(entry.weights)} weights",
            f"{short_count(entry.multiply_adds)} multiply-adds",
            f"{seconds(entry.seconds)} of training",
        ]
    )

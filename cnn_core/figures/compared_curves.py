"""Loss or accuracy of several runs in one chart: training solid, validation dashed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import plotly.graph_objects as go

from cnn_core.comparison.curves import Axis, Measure, RunCurves
from cnn_core.figures.compared_runs import pen
from cnn_core.figures.theme import epoch_ticks, legend_below

HEIGHT = 380
MARKERS = 8
"""Of each line: enough to tell it from others, however long it is."""
Kind = Literal["training", "validation"]
TITLES: dict[Measure, str] = {"loss": "Loss", "accuracy": "Accuracy (%)"}
UNITS: dict[Measure, int] = {"loss": 1, "accuracy": 100}
"""By which a value is multiplied: accuracies are shown in percent."""
AXES: dict[Axis, str] = {"epoch": "Epoch", "batch": "Batch", "second": "Seconds of training"}
PLACES: dict[Axis, str] = {
    "epoch": "epoch %{x}",
    "batch": "batch %{x:,.0f}",
    "second": "%{x:,.1f} s",
}


@dataclass(frozen=True)
class View:
    """What is shown of the curves."""

    measure: Measure
    axis: Axis
    kinds: tuple[Kind, ...] = ("training", "validation")
    log: bool = False
    """Logarithmic vertical axis."""
    dark: bool = False


def overlay_figure(curves: Mapping[str, RunCurves], view: View) -> go.Figure:
    """The curves of runs by their letters; a letter in the legend hides that run's lines.

    Runs are told apart by colour and symbol, training and validation by dash.
    """
    traces = [
        _line(letter, each, view, kind) for letter, each in curves.items() for kind in view.kinds
    ]
    layout = go.Layout(
        height=HEIGHT,
        hovermode="closest",
        xaxis={"title": {"text": AXES[view.axis]}, **_ticks(curves, view.axis)},
        yaxis={"title": {"text": TITLES[view.measure]}, "type": "log" if view.log else "linear"},
    )
    return legend_below(go.Figure(traces, layout))


def _ticks(curves: Mapping[str, RunCurves], axis: Axis) -> dict[str, object]:
    """At whole epochs only; batches and seconds begin at 0."""
    if axis != "epoch":
        return {"rangemode": "tozero"}
    most = max((len(each.epochs["epoch"]) for each in curves.values()), default=1)
    return {"tick0": 0, "dtick": epoch_ticks(most)}


def _line(letter: str, curves: RunCurves, view: View, kind: Kind) -> go.Scatter:
    training, own = kind == "training", pen(letter, view.dark)
    x, y = (curves.training if training else curves.validation)(view.measure, view.axis)
    return go.Scatter(
        x=x,
        y=(y * UNITS[view.measure]).astype(np.float32),
        name=letter,
        legendgroup=letter,
        showlegend=kind == view.kinds[0],
        mode="lines+markers",
        line={"width": 2, "color": own.colour, "dash": "solid" if training else "dash"},
        marker={
            "symbol": own.symbol if training else f"{own.symbol}-open",
            "size": 8,
            "maxdisplayed": MARKERS,
            "line": {"width": 0 if training else 2, "color": own.colour},
        },
        hovertemplate=f"{letter}, {kind}<br>{PLACES[view.axis]}: %{{y:.4~f}}<extra></extra>",
    )

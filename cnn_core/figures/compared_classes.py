"""Accuracy of each class, of several runs, with its interval."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from cnn_core.figures.compared_runs import Pen, pen
from cnn_core.scores import Counts, wilson

SPREAD, APART = 0.8, 0.25
"""Shares of a class's band: over which all runs are laid out, between two at most."""
ROW, MARGIN = 9, 90
"""Pixels: of each run in each class, and of the rest of the chart."""


def classes_figure(
    right: dict[str, Counts], images: Counts, names: Sequence[str], dark: bool = False
) -> go.Figure:
    """Percent of each class's `images` (10,) that each run has `right` (10,), by its letter; bars
    are 95 % intervals (Wilson)."""
    count = len(right)
    places = (np.arange(count) - (count - 1) / 2) * min(APART, SPREAD / count)
    traces = [
        _dots(letter, counts, images, pen(letter, dark), place)
        for (letter, counts), place in zip(right.items(), places, strict=True)
    ]
    figure = go.Figure(traces)
    figure.update_xaxes(title="Recognised (%)", fixedrange=True)
    figure.update_yaxes(
        tickvals=list(range(len(names))),
        ticktext=list(names),
        range=[len(names) - 0.5, -0.5],
        fixedrange=True,
    )
    return figure.update_layout(height=MARGIN + len(names) * (16 + ROW * count))


def _dots(letter: str, right: Counts, images: Counts, own: Pen, place: float) -> go.Scatter:
    known = np.flatnonzero(images)
    share = right[known] / images[known]
    ends = np.array([wilson(int(right[c]), int(images[c])) for c in known]).reshape(-1, 2)
    return go.Scatter(
        x=100 * share,
        y=known + place,
        name=letter,
        mode="markers",
        marker={"symbol": own.symbol, "size": 8, "color": own.colour},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": 100 * (ends[:, 1] - share),
            "arrayminus": 100 * (share - ends[:, 0]),
            "color": own.colour,
            "thickness": 1.5,
            "width": 0,
        },
        customdata=np.stack([right[known], images[known], *(100 * ends.T)], axis=1),
        hovertemplate=(
            f"{letter}: %{{x:.2f}} % (%{{customdata[0]}} of %{{customdata[1]}})"
            "<br>95 %: %{customdata[2]:.2f} to %{customdata[3]:.2f}<extra></extra>"
        ),
    )

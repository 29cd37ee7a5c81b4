"""Where a network keeps its weights and where it does its work."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from cnn_core.arithmetic import LayerSummary, Summary
from cnn_core.figures.theme import colours, count, percent

ROW = 44
"""Pixels per layer."""


def breakdown_figure(summary: Summary, dark: bool = False) -> go.Figure:
    """Share of all weights and of all multiply-adds (percent) of each layer that has any."""
    layers = [layer for layer in summary.layers if layer.weights or layer.multiply_adds]
    c = colours(dark)
    weights = [layer.weights for layer in layers]
    work = [layer.multiply_adds for layer in layers]
    figure = go.Figure(
        [
            _bars(layers, weights, "Weights", c.categorical[0]),
            _bars(layers, work, "Multiply-adds", c.categorical[1]),
        ]
    )
    figure.update_xaxes(
        title="Share of the network (%)", range=[0, 118], tickvals=[0, 25, 50, 75, 100]
    )
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_layout(xaxis_fixedrange=True, yaxis_fixedrange=True)
    return figure.update_layout(height=90 + ROW * len(layers), bargap=0.3, bargroupgap=0.05)


def _bars(
    layers: Sequence[LayerSummary], numbers: Sequence[int], title: str, colour: str
) -> go.Bar:
    total = sum(numbers) or 1
    return go.Bar(
        x=[100 * number / total for number in numbers],
        y=[f"{layer.index + 1} {layer.title}" for layer in layers],
        name=title,
        orientation="h",
        marker={"color": colour},
        text=[count(number) for number in numbers],
        textposition="outside",
        cliponaxis=False,
        customdata=[percent(number / total) for number in numbers],
        hovertemplate=f"%{{y}}<br>{title}: %{{text}} (%{{customdata}})<extra></extra>",
    )

"""How alike the units of two networks' layer are: a matrix, before and after matching."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from cnn_core.agreement.matching import Matrix, Order
from cnn_core.figures.theme import diverging

HEIGHT = 440
MOST = 200
"""Units drawn: with more, a cell would be smaller than a pixel."""


def matching_figure(
    similarities: Matrix,
    orders: tuple[Order, Order],
    runs: tuple[int, int],
    noun: str,
    dark: bool = False,
) -> go.Figure:
    """A heatmap of similarities from -1 to 1: the first run's units as rows, the second's as
    columns, each in its order of the two.

    `noun`: what a unit is called. Units are counted from 1; of many, the first MOST are drawn.
    """
    rows, columns = (order[:MOST] for order in orders)
    figure = go.Figure(
        go.Heatmap(
            z=np.round(similarities[np.ix_(rows, columns)], 3),
            x=[str(unit + 1) for unit in columns],
            y=[str(unit + 1) for unit in rows],
            zmin=-1,
            zmid=0,
            zmax=1,
            colorscale=diverging(dark),
            colorbar={"orientation": "h", "thickness": 8, "y": -0.02, "yanchor": "top"},
            hovertemplate=(
                f"{noun} %{{y}} of run {runs[0]}, {noun} %{{x}} of run {runs[1]}: "
                "%{z:.2f}<extra></extra>"
            ),
            hoverongaps=False,
        )
    )
    axis = {"type": "category", "showgrid": False, "ticks": "", "fixedrange": True, "nticks": 12}
    figure.update_xaxes(title=f"Run {runs[1]}", side="top", constrain="domain", tickangle=0, **axis)
    figure.update_yaxes(
        title=f"Run {runs[0]}",
        autorange="reversed",
        scaleanchor="x",
        constrain="domain",
        **axis,
    )
    return figure.update_layout(height=HEIGHT)

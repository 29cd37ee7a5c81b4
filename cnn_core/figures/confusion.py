"""Which class was taken for which: a heatmap of the errors whose cells can be chosen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnn_core.figures.theme import Colours, colours, count, percent, sequential

HEIGHT = 520
MARKER = 28
"""Pixels: fits into a cell even on a phone; around it Plotly still finds the nearest one."""


def confusion_figure(
    confusion: NDArray[np.int64], names: Sequence[str], dark: bool = False
) -> go.Figure:
    """Rows are true classes, columns predicted ones, shape (10, 10).

    Only errors are coloured: right answers, a hundred times as many, would leave no shade for
    them. Each cell has a marker with customdata (true, predicted), since Plotly selects points
    of scatters, but no cells of heatmaps.
    """
    axis = {
        "type": "category",
        "showgrid": False,
        "ticks": "",
        "fixedrange": True,
        "categoryorder": "array",
    }
    axis |= {"categoryarray": list(names)}
    last = len(names) - 0.5
    figure = go.Figure([_shades(confusion, names, dark), _cells(confusion, names, colours(dark))])
    figure.update_xaxes(title="Predicted", side="top", range=[-0.5, last], **axis)
    figure.update_yaxes(title="True", range=[last, -0.5], **axis)
    return figure.update_layout(height=HEIGHT, hovermode="closest")


def _shades(confusion: NDArray[np.int64], names: Sequence[str], dark: bool) -> go.Heatmap:
    errors = np.where(np.eye(len(names), dtype=bool), 0, confusion)
    return go.Heatmap(
        z=errors.tolist(),
        x=names,
        y=names,
        zmin=0,
        zmax=max(int(errors.max()), 4),
        colorscale=sequential(dark),
        showscale=False,
        text=[[count(number) if number else "" for number in row] for row in confusion],
        texttemplate="%{text}",
        textfont={"size": 12},
        hoverinfo="skip",
        xgap=2,
        ygap=2,
    )


def _cells(confusion: NDArray[np.int64], names: Sequence[str], c: Colours) -> go.Scatter:
    pairs = [(true, predicted) for true in range(len(names)) for predicted in range(len(names))]
    return go.Scatter(
        x=[names[predicted] for _, predicted in pairs],
        y=[names[true] for true, _ in pairs],
        customdata=pairs,
        mode="markers",
        marker={"symbol": "square-open", "size": MARKER, "color": c.warning, "opacity": 0},
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 0}},
        hovertext=[_told(confusion, names, pair) for pair in pairs],
        hovertemplate="%{hovertext}<extra></extra>",
        showlegend=False,
    )


def _told(confusion: NDArray[np.int64], names: Sequence[str], pair: tuple[int, int]) -> str:
    true, predicted = pair
    total = int(confusion[true].sum())
    share = percent(confusion[pair] / total) if total else "none"
    verb = "recognised" if true == predicted else f"taken for {names[predicted]}"
    return f"{names[true]} {verb}: {count(confusion[pair])} of {count(total)} ({share})"

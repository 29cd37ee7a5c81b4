"""What each of the last maps says for each class: a heatmap around 0."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnn_core.figures.theme import diverging

ROW, LOWEST = 13, 4
"""Pixels per map, and where there are very many of them."""
TALLEST = 1100
HEADROOM = 56
"""Pixels above the map: Plotly's buttons come above the classes' names, not over them."""
MOST = 200
"""Maps shown at once."""


def contributions_figure(
    contributions: NDArray[np.float32],
    order: NDArray[np.intp],
    names: Sequence[str],
    noun: str,
    dark: bool = False,
) -> go.Figure:
    """Contributions (maps, 10) to the logit of the column's class, on images of that class.

    Rows are maps in the given order (numbers from 0), of very many the first; `noun`: "Map" or
    "Unit". The colours reach as far below 0 as above.
    """
    shown = order[:MOST]
    values = contributions[shown]
    labels = [str(each + 1) for each in shown]
    largest = float(np.nan_to_num(np.abs(values)).max(initial=0)) or 1.0
    heatmap = go.Heatmap(
        z=[[None if np.isnan(value) else float(value) for value in row] for row in values],
        x=list(names),
        y=labels,
        zmin=-largest,
        zmax=largest,
        colorscale=diverging(dark),
        colorbar=_colour_bar(),
        xgap=1,
        hovertemplate=f"{noun} %{{y}}, images of %{{x}}: %{{z:+.2f}}<extra></extra>",
    )
    figure = go.Figure([heatmap])
    axis = {"type": "category", "showgrid": False, "ticks": "", "fixedrange": True}
    figure.update_xaxes(side="top", **axis)
    figure.update_yaxes(title=noun, autorange="reversed", tickfont={"size": 10}, **axis)
    row = max(LOWEST, min(ROW, TALLEST // max(1, len(shown))))
    height = 88 + HEADROOM + row * len(shown)
    return figure.update_layout(height=height, margin={"t": HEADROOM})


def _colour_bar() -> dict[str, object]:
    return {
        "orientation": "h",
        "y": 0,
        "yanchor": "top",
        "ypad": 20,
        "thickness": 10,
        "outlinewidth": 0,
        "title": {"text": "Says for the class (logit)", "side": "bottom", "font": {"size": 13}},
    }

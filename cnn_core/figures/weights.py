"""How the weights of a layer are distributed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnn_core.figures.theme import colours, count

BINS = 41
"""An odd number: the middle bin lies around 0 where values do so evenly."""
Group = tuple[str, NDArray[np.float32]]
"""Name and values of a tensor, of any shape."""


def histogram_figure(groups: Sequence[Group], dark: bool = False) -> go.Figure:
    """Share of each group's values (percent) in bins of equal width, the same for all groups.

    Values that are no numbers are left out; the legend tells how many there are of each group.
    """
    finite = [(name, values.size, values[np.isfinite(values)]) for name, values in groups]
    edges = bin_edges([values for _, _, values in finite])
    figure = go.Figure(
        [
            _bars(_title(name, size, values), values, edges, colour)
            for (name, size, values), colour in zip(finite, colours(dark).categorical, strict=False)
        ]
    )
    figure.update_xaxes(title="Value")
    figure.update_yaxes(title="Share of the values (%)", rangemode="tozero")
    return figure.update_layout(barmode="overlay", bargap=0, showlegend=True, uirevision="kept")


def bin_edges(groups: Sequence[NDArray[np.float32]]) -> NDArray[np.float64]:
    """The ends of BINS bins of equal width over all finite values; from -1 to 1 without any."""
    values = np.concatenate(groups) if groups else np.empty(0)
    return np.histogram_bin_edges(values.astype(np.float64), BINS) if values.size else _unit_edges()


def _unit_edges() -> NDArray[np.float64]:
    return np.linspace(-1, 1, BINS + 1)


def _title(name: str, size: int, values: NDArray[np.float32]) -> str:
    """`Weights: 288`, or how many of them are numbers."""
    told = f"{name}: {count(size)}"
    return told if values.size == size else f"{told}, of which {count(values.size)} are numbers"


def _bars(
    name: str, values: NDArray[np.float32], edges: NDArray[np.float64], colour: str
) -> go.Bar:
    counts = np.histogram(values, edges)[0]
    return go.Bar(
        x=(edges[:-1] + edges[1:]) / 2,
        y=100 * counts / max(values.size, 1),
        width=np.diff(edges),
        name=name,
        marker={"color": colour, "line": {"width": 0}},
        opacity=0.6,
        customdata=counts,
        hovertemplate="%{x:.3g}: %{customdata} (%{y:.1f} %)<extra>%{fullData.name}</extra>",
    )

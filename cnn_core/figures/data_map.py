"""Test images as points on a plane, coloured by class, misread ones ringed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnn_core.figures.theme import Colours, colours, percent
from cnn_core.inside.data_map import DataMap

HEIGHT = 560
LEGEND_HEIGHT = 90
"""Pixels kept free below the plot."""
DOT, RING = 7, 2
"""Pixels: of a point, and of the line around a misread one. All points are of one size, since
Plotly would find the smaller one where two overlap."""
TSNE_TOLD = (
    "t-SNE: images that lie close together are much alike to the network. Sizes of groups, empty "
    "space, and which groups are far from each other mean nothing."
)


def pca_told(found: DataMap) -> str:
    """What the axes and distances of the PCA mean."""
    share = percent(float(found.explained.sum()), 1)
    return (
        f"PCA: the two directions in which the layer's outputs differ most; they hold {share} of "
        f"all variance. Images that lie far apart are far apart for the network. Those that lie "
        f"close together may be far apart in the {found.layer[1]:,} outputs."
    )


def pca_figure(found: DataMap, names: Sequence[str], dark: bool = False) -> go.Figure:
    """The points by PCA, both axes in the outputs' own units."""
    figure = _figure(found, found.pca, names, colours(dark))
    first, second = (percent(float(share), 1) for share in found.explained)
    figure.update_xaxes(title=f"First direction: {first} of the variance")
    return figure.update_yaxes(title=f"Second: {second}")


def tsne_figure(found: DataMap, names: Sequence[str], dark: bool = False) -> go.Figure:
    """The points by t-SNE, without numbers on the axes: they would have no meaning."""
    figure = _figure(found, found.tsne, names, colours(dark))
    figure.update_xaxes(showticklabels=False, ticks="")
    return figure.update_yaxes(showticklabels=False, ticks="")


def _figure(
    found: DataMap, places: NDArray[np.float32], names: Sequence[str], c: Colours
) -> go.Figure:
    """`customdata` of a point: its row in the map. Misread ones come last, on top of the others."""
    figure = go.Figure()
    for misread in (False, True):
        for label, name in enumerate(names):
            rows = np.flatnonzero((found.labels == label) & (found.misread == misread))
            look = _look(c.categorical[label], c.text if misread else None)
            dots = _dots(places, rows, look)
            figure.add_trace(dots.update(name=name, legendgroup=name, showlegend=False))
    for label, name in enumerate(names):
        figure.add_trace(_in_legend(name, _look(c.categorical[label], None)))
    figure.add_trace(_in_legend("misread", _look(c.background, c.text)))
    for label in np.unique(found.labels).tolist():
        figure.add_annotation(_name(places[found.labels == label], names[label], c))
    figure.update_yaxes(scaleanchor="x")
    return figure.update_layout(
        height=HEIGHT,
        hovermode="closest",
        dragmode="pan",
        legend={"yref": "container", "y": 0, "yanchor": "bottom", "itemsizing": "constant"},
        margin={"b": LEGEND_HEIGHT},
    )


def _dots(
    places: NDArray[np.float32], rows: NDArray[np.intp], look: go.scatter.Marker
) -> go.Scatter:
    return go.Scatter(
        x=places[rows, 0],
        y=places[rows, 1],
        customdata=rows.tolist(),
        mode="markers",
        marker=look,
        hoverinfo="none",
    )


def _look(colour: str, ring: str | None) -> go.scatter.Marker:
    if ring is None:
        return go.scatter.Marker(color=colour, size=DOT, opacity=0.75)
    return go.scatter.Marker(color=colour, size=DOT, line={"color": ring, "width": RING})


def _name(places: NDArray[np.float32], name: str, c: Colours) -> go.layout.Annotation:
    """The class's name in the middle of its points, for those who do not tell its colour."""
    x, y = np.median(places, axis=0).tolist()
    return go.layout.Annotation(
        x=x, y=y, text=f"<b>{name}</b>", showarrow=False, bgcolor=c.background, opacity=0.8
    )


def _in_legend(name: str, look: go.scatter.Marker) -> go.Scatter:
    """An entry by itself: Plotly gives none to a class of which all images are misread."""
    return go.Scatter(x=[None], y=[None], mode="markers", name=name, legendgroup=name, marker=look)

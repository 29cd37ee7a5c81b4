"""How far nodes see for how many weights, layer by layer."""

from __future__ import annotations

from collections.abc import Mapping

import plotly.graph_objects as go

from cnn_core.figures.theme import Colours, legend_below
from cnn_core.lessons.deep_chain import Growth

HEIGHT = 360


def view_growth(networks: Mapping[str, Growth], colours: Colours) -> go.Figure:
    """A line for each network, by its name; a point for each of its layers."""
    figure = go.Figure()
    for (name, growth), colour in zip(networks.items(), colours.categorical, strict=False):
        figure.add_scatter(
            x=growth.weights,
            y=growth.sees,
            customdata=growth.layers,
            name=name,
            mode="lines+markers",
            line={"color": colour},
            hovertemplate="%{customdata}: sees %{y}×%{y} pixels, %{x:,} weights so far",
        )
    figure.update_xaxes(title="Weights up to the layer", type="log", dtick=1)
    figure.update_yaxes(title="Pixels across that a node sees", rangemode="tozero")
    return legend_below(figure.update_layout(height=HEIGHT))

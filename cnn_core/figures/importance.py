"""How much each field of a sweep explains of what its runs reached, as bars."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from cnn_core.figures.theme import colours, percent

ROW = 34
"""Pixels of a bar with its gap."""
AROUND = 76
"""Pixels of the axis below and the edge above."""


def importance_figure(titles: Sequence[str], shares: Sequence[float], dark: bool) -> go.Figure:
    """A bar for each field, the longest on top. `shares`: 0 to 1, together 1."""
    order = sorted(range(len(titles)), key=lambda place: shares[place])
    figure = go.Figure(
        go.Bar(
            x=[100 * shares[place] for place in order],
            y=[titles[place] for place in order],
            orientation="h",
            marker={"color": colours(dark).accent},
            text=[percent(shares[place], 0) for place in order],
            textposition="outside",
            cliponaxis=False,
            hovertemplate="%{y}: %{x:.1f} %<extra></extra>",
        )
    )
    return figure.update_layout(
        height=AROUND + ROW * len(titles),
        xaxis={"title": {"text": "Share of the differences explained (%)"}, "range": [0, 105]},
        yaxis={"showgrid": False},
    )

"""Accuracy over the number of maps that are on, on the way to none."""

from __future__ import annotations

import plotly.graph_objects as go

from cnn_core.figures.theme import colours, percent
from cnn_core.inside.lesion import KEPT_SHARE, Path

HEIGHT = 320


def path_figure(path: Path, noun: str, source: str, dark: bool = False) -> go.Figure:
    """Percent right over maps on, from all at the left to none; a mark at the smallest set."""
    c = colours(dark)
    on = len(path.order) - path.off
    shares = 100 * path.right / path.images
    line = go.Scatter(
        x=on,
        y=shares,
        mode="lines+markers",
        marker={"size": 5},
        line={"color": c.accent, "width": 2},
        hovertemplate=f"%{{x}} {noun}s on: %{{y:.2f}} %<extra></extra>",
        showlegend=False,
    )
    figure = go.Figure(line)
    figure.add_hline(
        y=KEPT_SHARE * shares[0],
        line={"color": c.muted, "width": 1, "dash": "dash"},
        annotation={"text": f"{percent(KEPT_SHARE, 0)} of intact", "font": {"color": c.muted}},
        annotation_position="bottom left",
    )
    figure.add_vline(x=len(path.kept), line={"color": c.warning, "width": 2})
    figure.update_xaxes(title=f"{noun.capitalize()}s that are on", autorange="reversed")
    figure.update_yaxes(title=f"Percent of {source} right", rangemode="tozero")
    return figure.update_layout(height=HEIGHT)

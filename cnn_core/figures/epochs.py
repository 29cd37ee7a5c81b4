"""Seconds of each epoch, beside what the calibration expected."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from cnn_core.figures.theme import colours, epoch_ticks, seconds

HEIGHT = 260


def epochs_figure(
    epoch_seconds: Sequence[float], expected: float | None, dark: bool = False
) -> go.Figure:
    """One bar per epoch, validation included; a dashed line at the expectation, if there is one."""
    c = colours(dark)
    figure = go.Figure(
        go.Bar(
            x=list(range(1, len(epoch_seconds) + 1)),
            y=list(epoch_seconds),
            marker={"color": c.accent},
            hovertemplate="Epoch %{x}: %{y:.2f} s<extra></extra>",
        )
    )
    if expected is not None:
        figure.add_hline(
            y=expected,
            line={"dash": "dash", "color": c.muted},
            annotation={"text": f"expected: {seconds(expected)}", "font": {"color": c.muted}},
        )
    figure.update_xaxes(
        title="Epoch", tickformat="d", showgrid=False, dtick=epoch_ticks(len(epoch_seconds))
    )
    figure.update_yaxes(title="Seconds", rangemode="tozero")
    figure.update_layout(height=HEIGHT, bargap=0.4, xaxis_fixedrange=True, yaxis_fixedrange=True)
    return figure

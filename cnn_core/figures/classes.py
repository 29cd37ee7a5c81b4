"""Precision, recall and F1 of each class, as dots on one line per class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from cnn_core.figures.theme import colours
from cnn_core.scores import ClassScores

HEIGHT = 420


def classes_figure(scores: ClassScores, names: Sequence[str], dark: bool = False) -> go.Figure:
    """Percent, one row per class; a grey line joins precision and recall."""
    c = colours(dark)
    figure = go.Figure(
        [
            _spans(scores, names, c.border),
            _dots(scores.precision, names, "Precision", "circle", c.categorical[0]),
            _dots(scores.recall, names, "Recall", "diamond", c.categorical[1]),
            _dots(scores.f1, names, "F1", "line-ns-open", c.text),
        ]
    )
    figure.update_xaxes(title="Percent", range=[axis_begin(scores), 100.2], fixedrange=True)
    figure.update_yaxes(
        type="category",
        categoryorder="array",
        categoryarray=list(names),
        autorange="reversed",
        fixedrange=True,
    )
    return figure.update_layout(height=HEIGHT)


def _spans(scores: ClassScores, names: Sequence[str], colour: str) -> go.Scatter:
    ends = [
        end
        for low, high in zip(scores.precision, scores.recall, strict=True)
        for end in (100 * low, 100 * high, None)
    ]
    return go.Scatter(
        x=ends,
        y=[name for name in names for _ in range(3)],
        mode="lines",
        line={"width": 2, "color": colour},
        hoverinfo="skip",
        showlegend=False,
    )


def _dots(
    shares: NDArray[np.float64], names: Sequence[str], title: str, symbol: str, colour: str
) -> go.Scatter:
    return go.Scatter(
        x=100 * shares,
        y=list(names),
        name=title,
        mode="markers",
        cliponaxis=False,
        marker={
            "symbol": symbol,
            "size": 10,
            "color": colour,
            "line": {"width": 2, "color": colour},
        },
        hovertemplate=f"{title} of %{{y}}: %{{x:.2f}} %<extra></extra>",
    )


def axis_begin(scores: ClassScores) -> float:
    """Left end of the axis, in whole percent, with some room beside the lowest dot."""
    shares = np.concatenate([scores.precision, scores.recall])
    known = shares[~np.isnan(shares)]
    return float(np.floor(100 * known.min() - 0.5)) if len(known) else 0.0

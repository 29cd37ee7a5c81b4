"""Loss and accuracy over a training: batches thin, epochs bold, validation dashed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

import plotly.graph_objects as go

from cnn_core.curves import Curves
from cnn_core.figures.theme import colours
from cnn_core.records import Point
from cnn_core.thinning import Sample, Series, smooth


@dataclass(frozen=True)
class View:
    """How the curves are to be shown."""

    steps_per_epoch: int
    smoothing: float = 0.0
    """Weight of the past in the moving average of the batches, 0 (none) to below 1."""
    log: bool = False
    """Logarithmic axis for the loss."""
    dark: bool = False


Value = Callable[[Point], float | None]


def loss_figure(curves: Curves, view: View) -> go.Figure:
    """Training and validation loss (nats, L2 terms included in training) against epochs."""
    figure = _figure(
        curves, curves.loss, lambda point: point.loss, lambda point: point.val_loss, view
    )
    kind = "log" if view.log else "linear"
    figure.update_yaxes(
        title="Loss", type=kind, uirevision=kind, rangemode="normal" if view.log else "tozero"
    )
    return figure


def accuracy_figure(curves: Curves, view: View) -> go.Figure:
    """Training and validation accuracy in percent against epochs."""
    figure = _figure(
        curves,
        _percent(curves.accuracy),
        lambda point: _times_100(point.accuracy),
        lambda point: _times_100(point.val_accuracy),
        view,
    )
    return figure.update_yaxes(title="Accuracy (%)")


def _figure(
    curves: Curves, batches: Series, training: Value, validation: Value, view: View
) -> go.Figure:
    per_epoch = view.steps_per_epoch
    best = [curves.best_epoch] if curves.best_epoch else []
    figure = go.Figure(
        [
            *_batch_lines(batches, view),
            _epoch_line(_samples(curves.epochs, training), "Training, epoch", "solid", view),
            _epoch_line(_samples(curves.epochs, validation), "Validation", "dash", view),
            _best_marker(_samples(best, validation), view),
        ]
    )
    figure.update_layout(uirevision="kept", hovermode="closest", shapes=_events(curves, view))
    steps = [*(step for step, _ in batches.samples[-1:]), *(p.step for p in curves.epochs[-1:])]
    end = max(1, math.ceil(max(steps, default=0) / per_epoch))
    return figure.update_xaxes(title="Epoch", range=[0, end])


def _batch_lines(batches: Series, view: View) -> Iterable[go.Scatter]:
    accent = colours(view.dark).accent
    smoothing = view.smoothing > 0
    raw = _line(batches.samples, "Batch", view)
    yield raw.update(line={"width": 1, "color": accent}, opacity=0.3 if smoothing else 0.6)
    if smoothing:
        smoothed = _line(smooth(batches.means, view.smoothing), "Batch, smoothed", view)
        yield smoothed.update(line={"width": 1.5, "color": accent})


def _epoch_line(samples: list[Sample], name: str, dash: str, view: View) -> go.Scatter:
    solid = dash == "solid"
    colour = colours(view.dark).categorical[0 if solid else 1]
    return _line(samples, name, view).update(
        mode="lines+markers",
        line={"width": 3, "color": colour, "dash": dash},
        marker={"size": 8, "symbol": "circle" if solid else "diamond-open", "line": {"width": 2}},
    )


def _best_marker(samples: list[Sample], view: View) -> go.Scatter:
    c = colours(view.dark)
    return _line(samples, "Best epoch", view).update(
        mode="markers",
        marker={
            "size": 15,
            "symbol": "star",
            "color": c.categorical[1],
            "line": {"width": 1.5, "color": c.background},
        },
    )


def _line(samples: Iterable[Sample], name: str, view: View) -> go.Scatter:
    pairs = list(samples)
    return go.Scatter(
        x=[round(step / view.steps_per_epoch, 5) for step, _ in pairs],
        y=[None if value is None else float(f"{value:.5g}") for _, value in pairs],
        name=name,
        mode="lines",
        hovertemplate=f"{name}<br>epoch %{{x:.2f}}: %{{y:.5~g}}<extra></extra>",
    )


def _events(curves: Curves, view: View) -> list[go.layout.Shape]:
    """One vertical line per step at which something happened, with what it was."""
    c = colours(view.dark)
    return [
        go.layout.Shape(
            type="line",
            yref="paper",
            x0=step / view.steps_per_epoch,
            x1=step / view.steps_per_epoch,
            y0=0,
            y1=1,
            line={"color": c.muted, "width": 1, "dash": "dot"},
            label={
                "text": ", ".join(event.note or "" for event in events),
                "textposition": "end",
                "font": {"size": 11, "color": c.muted},
            },
        )
        for step, events in groupby(curves.events, key=lambda event: event.step)
    ]


def _samples(points: Iterable[Point], value: Value) -> list[Sample]:
    return [(point.step, value(point)) for point in points]


def _percent(series: Series) -> Series:
    return Series(
        tuple((step, _times_100(value)) for step, value in series.samples),
        tuple((step, _times_100(value)) for step, value in series.means),
    )


def _times_100(value: float | None) -> float | None:
    return None if value is None else 100 * value

"""Loss and accuracy over a training: batches thin, epochs bold, validation dashed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import plotly.graph_objects as go

from cnn_core.curves import Curves
from cnn_core.figures.theme import colours
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


CLOSE = 0.03
"""Share of the axis that a note along a line takes."""
Measure = Literal["loss", "accuracy"]
UNITS: dict[Measure, int] = {"loss": 1, "accuracy": 100}
"""By which a value is multiplied: accuracies are shown in percent."""


def loss_figure(curves: Curves, view: View) -> go.Figure:
    """Training and validation loss (nats, L2 terms included) against epochs."""
    figure = _figure("loss", curves, curves.loss, view)
    kind = "log" if view.log else "linear"
    mode = "normal" if view.log else "tozero"
    return figure.update_layout(
        yaxis={"title": {"text": "Loss"}, "type": kind, "uirevision": kind, "rangemode": mode}
    )


def accuracy_figure(curves: Curves, view: View) -> go.Figure:
    """Training and validation accuracy in percent against epochs."""
    figure = _figure("accuracy", curves, curves.accuracy, view)
    return figure.update_layout(yaxis={"title": {"text": "Accuracy (%)"}})


def _figure(measure: Measure, curves: Curves, batches: Series, view: View) -> go.Figure:
    pen = _Pen(view, UNITS[measure])
    best = [curves.best_epoch] if curves.best_epoch else []
    training = [(point.step, getattr(point, measure)) for point in curves.epochs]
    validation, star = (
        [(point.step, getattr(point, f"val_{measure}")) for point in points]
        for points in (curves.epochs, best)
    )
    traces = [*pen.batches(batches), pen.training(training), pen.validation(validation)]
    last_epoch = _last_epoch(curves, batches, view)
    layout = go.Layout(
        uirevision="kept",
        hovermode="closest",
        shapes=_event_lines(curves, view),
        annotations=_event_notes(measure, curves, view, last_epoch),
        xaxis={
            "title": {"text": "Epoch"},
            "rangemode": "tozero",
            # Not a range: when that grows, Plotly gives up the part of a zoom that it changes.
            "autorangeoptions": {"include": last_epoch},
        },
    )
    if not batches.samples:
        layout.update(xaxis={"range": [0, 1]}, yaxis={"range": [0, UNITS[measure]]})
    return go.Figure([*traces, pen.best(star)], layout)


def _last_epoch(curves: Curves, batches: Series, view: View) -> int:
    """Where the axis ends: it grows by whole epochs."""
    last = [step for step, _ in batches.samples[-1:]] + [p.step for p in curves.epochs[-1:]]
    return max(1, math.ceil(max(last, default=0) / view.steps_per_epoch))


@dataclass(frozen=True)
class _Pen:
    """Draws lines that are told apart by width, dash and symbol, not by colour alone."""

    view: View
    unit: int

    def batches(self, series: Series) -> Iterable[go.Scatter]:
        accent = colours(self.view.dark).accent
        smoothing = self.view.smoothing > 0
        yield self._line(
            series.samples,
            "Batch",
            line={"width": 1, "color": accent},
            opacity=0.4 if smoothing else 0.7,
        )
        if smoothing:
            smoothed = smooth(series.means, self.view.smoothing)
            yield self._line(smoothed, "Batch, smoothed", line={"width": 1.5, "color": accent})

    def training(self, samples: Sequence[Sample]) -> go.Scatter:
        return self._epochs(samples, "Training, epoch", 0, "solid", "circle")

    def validation(self, samples: Sequence[Sample]) -> go.Scatter:
        return self._epochs(samples, "Validation", 1, "dash", "diamond-open")

    def best(self, samples: Sequence[Sample]) -> go.Scatter:
        c = colours(self.view.dark)
        edge = {"width": 1.5, "color": c.background}
        star = {"size": 15, "symbol": "star", "color": c.categorical[1], "line": edge}
        return self._line(samples, "Best epoch", mode="markers", marker=star)

    def _epochs(
        self, samples: Sequence[Sample], name: str, colour: int, dash: str, symbol: str
    ) -> go.Scatter:
        return self._line(
            samples,
            name,
            mode="lines+markers",
            line={"width": 3, "color": colours(self.view.dark).categorical[colour], "dash": dash},
            marker={"size": 8, "symbol": symbol, "line": {"width": 0 if dash == "solid" else 2}},
        )

    def _line(
        self,
        samples: Sequence[Sample],
        name: str,
        *,
        mode: str = "lines",
        line: dict[str, float | str] | None = None,
        marker: dict[str, object] | None = None,
        opacity: float = 1,
    ) -> go.Scatter:
        # As arrays, which Plotly packs in binary; None becomes NaN, which is a gap.
        steps, values = np.array(samples, dtype=float).reshape(-1, 2).T
        return go.Scatter(
            x=steps / self.view.steps_per_epoch,
            y=(values * self.unit).astype(np.float32),
            name=name,
            mode=mode,
            line=line,
            marker=marker,
            opacity=opacity,
            hovertemplate=f"{name}<br>epoch %{{x:.2f}}: %{{y:.4~f}}<extra></extra>",
        )


def _event_lines(curves: Curves, view: View) -> list[go.layout.Shape]:
    """One vertical line per step at which something happened."""
    line = {"color": colours(view.dark).muted, "width": 1, "dash": "dot"}
    return [
        go.layout.Shape(type="line", yref="paper", x0=x, x1=x, y0=0, y1=1, line=line)
        for x in sorted({event.step / view.steps_per_epoch for event in curves.events})
    ]


def _event_notes(
    measure: Measure, curves: Curves, view: View, last_epoch: int
) -> list[go.layout.Annotation]:
    """What happened, along its line, at the end where curves seldom are."""
    at_top = measure == "loss"
    return [
        go.layout.Annotation(
            text=note,
            textangle=-90,
            showarrow=False,
            x=x,
            xanchor="right",
            yref="paper",
            y=1 if at_top else 0,
            yanchor="top" if at_top else "bottom",
            font={"size": 11, "color": colours(view.dark).muted},
        )
        for x, note in _notes(curves, view, CLOSE * last_epoch)
    ]


def _notes(curves: Curves, view: View, close: float) -> list[tuple[float, str]]:
    """(epoch, note): notes that lie so close together that they would overlap are joined."""
    notes: list[tuple[float, str]] = []
    for event in curves.events:
        x, note = event.step / view.steps_per_epoch, event.note or ""
        if notes and x - notes[-1][0] < close:
            notes[-1] = (notes[-1][0], f"{notes[-1][1]}, {note}")
        else:
            notes.append((x, note))
    return notes

"""A prepared experiment in one figure: a panel for each figure that is told of its settings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from cnn_core.estimate import Estimate
from cnn_core.figures.accuracy_axis import accuracy_axis, error
from cnn_core.figures.theme import Colours, colours, count, percent, seconds, short_count
from cnn_core.layer_texts import bytes_text
from cnn_core.prepared.experiment import Axis, Measure
from cnn_core.prepared.results import Outcome, Results

TITLES: dict[Measure, str] = {
    "accuracy": "Test accuracy, percent",
    "gap": "Training minus test accuracy, points",
    "weights": "Weights",
    "multiply_adds": "Multiply-adds per image",
    "memory": "Memory to train, megabytes",
    "epoch_seconds": "Seconds of an epoch",
    "training_seconds": "Seconds of training",
}
WRITTEN: dict[Measure, Callable[[float], str]] = {
    "accuracy": percent,
    "gap": lambda share: f"{100 * share:.2f} points",
    "weights": count,
    "multiply_adds": short_count,
    "memory": bytes_text,
    "epoch_seconds": seconds,
    "training_seconds": seconds,
}
UNITS: dict[Measure, float] = {"gap": 100, "memory": 1e-6}
"""What a figure is multiplied by on its axis, if not by 1."""
ROW = 30
"""Pixels of a setting in a panel of bars."""
FARTHEST = 3
"""Times the largest error, or its part of the smallest: limits of few trainings lie anywhere."""
LINE_HEIGHT = 200
"""Pixels of a panel of lines."""
ROOM_FOR_TEXT = 1.3
"""Times the longest bar."""
BETWEEN = 72
"""Pixels from a panel to the next: ticks and title."""


@dataclass(frozen=True)
class _Panel:
    """What is drawn of one measure."""

    measure: Measure
    outcomes: list[Outcome]
    """Those that have the figure."""
    estimates: list[Estimate]

    def on_axis(self, value: float) -> float:
        return error(value) if self.measure == "accuracy" else value * UNITS.get(self.measure, 1)

    def axis(self) -> dict[str, object]:
        """Of Plotly, for the measure."""
        if self.measure != "accuracy":
            return {"title": TITLES[self.measure], "rangemode": "tozero"}
        found = accuracy_axis(self._accuracies())
        return {
            "title": TITLES["accuracy"],
            "type": "log",
            "range": found.range,
            "tickvals": found.ticks,
            "ticktext": found.labels,
        }

    def _accuracies(self) -> list[float]:
        """Those that the axis has room for: limits far beyond the means are cut off."""
        means = [each.mean for each in self.estimates]
        low, high = 1 - FARTHEST * (1 - min(means)), 1 - (1 - max(means)) / FARTHEST
        ends = [end for each in self.estimates for end in (each.low, each.mean, each.high)]
        return [min(high, max(0.0, low, end)) for end in ends if end is not None]

    def limits(self) -> tuple[list[float], list[float]]:
        """How far the limits are from the means along the axis, (up, down)."""
        up, down = [], []
        for each in self.estimates:
            middle = self.on_axis(each.mean)
            ends = [middle if end is None else self.on_axis(end) for end in (each.low, each.high)]
            up.append(max(ends) - middle)
            down.append(middle - min(ends))
        return up, down

    def hover(self) -> list[str]:
        return [
            f"{outcome.arm.label}: {_told(estimate, WRITTEN[self.measure])}"
            for outcome, estimate in zip(self.outcomes, self.estimates, strict=True)
        ]


def experiment_figure(results: Results, dark: bool = False) -> go.Figure:
    """Accuracy with its 95 % limits, and costs, of the settings with results, at least one."""
    c, axis = colours(dark), results.experiment.axis
    measures = results.experiment.measures
    panels = [each for measure in measures if (each := _panel(results.outcomes, measure)).outcomes]
    inner = LINE_HEIGHT if axis else ROW * len(results.outcomes) + 10
    height = len(panels) * (inner + BETWEEN)
    spacing = BETWEEN / (height - BETWEEN) if len(panels) > 1 else 0
    figure = make_subplots(rows=len(panels), cols=1, vertical_spacing=spacing)
    for row, panel in enumerate(panels, 1):
        if axis:
            _draw_line(figure, row, panel, axis, c)
        else:
            _draw_rows(figure, row, panel, c)
    return figure.update_layout(height=height, showlegend=False, bargap=0.5)


def _panel(outcomes: Sequence[Outcome], measure: Measure) -> _Panel:
    found = [(each, each.estimate(measure)) for each in outcomes]
    known = [(each, estimate) for each, estimate in found if estimate is not None]
    return _Panel(measure, [each for each, _ in known], [estimate for _, estimate in known])


def _draw_rows(figure: go.Figure, row: int, panel: _Panel, c: Colours) -> None:
    """A setting a row; costs as bars from 0, which accuracies are not."""
    labels = [each.arm.label for each in panel.outcomes]
    middles = [panel.on_axis(each.mean) for each in panel.estimates]
    if panel.measure in ("accuracy", "gap"):
        up, down = panel.limits()
        bars = {"array": up, "arrayminus": down, "color": c.accent, "thickness": 2, "width": 0}
        place = {"x": middles, "y": labels, "error_x": bars}
        figure.add_trace(_dots(place, panel.hover(), c), row, 1)
        x, y = _single(panel, labels)
        figure.add_trace(_small_dots({"x": x, "y": y}, c), row, 1)
        figure.update_xaxes(panel.axis(), row=row, col=1)
    else:
        figure.add_trace(_costs(middles, labels, panel, c), row, 1)
        room = [0, ROOM_FOR_TEXT * (max(middles) or 1)]
        figure.update_xaxes(panel.axis(), range=room, row=row, col=1)
    figure.update_yaxes(
        type="category",
        autorange="reversed",
        showgrid=False,
        ticklabelstandoff=8,
        row=row,
        col=1,
    )


def _draw_line(figure: go.Figure, row: int, panel: _Panel, axis: Axis, c: Colours) -> None:
    """Over the number that tells the settings apart."""
    places = [axis.place(each.arm.spec) for each in panel.outcomes]
    order = sorted(range(len(places)), key=places.__getitem__)
    middles = [panel.on_axis(each.mean) for each in panel.estimates]
    up, down = panel.limits()
    dots = _dots(
        {
            "x": [places[each] for each in order],
            "y": [middles[each] for each in order],
            "error_y": {
                "array": [up[each] for each in order],
                "arrayminus": [down[each] for each in order],
                "color": c.accent,
                "thickness": 2,
                "width": 0,
            },
        },
        [panel.hover()[each] for each in order],
        c,
    )
    figure.add_trace(
        dots.update(mode="lines+markers", line={"color": c.accent, "width": 2}), row, 1
    )
    y, x = _single(panel, places)
    figure.add_trace(_small_dots({"x": x, "y": y}, c), row, 1)
    figure.update_yaxes(panel.axis(), row=row, col=1)
    figure.update_xaxes(
        title=axis.title,
        type="log" if axis.log else "linear",
        tickvals=places,
        ticktext=[count(place) for place in places],
        row=row,
        col=1,
    )


def _single(panel: _Panel, places: Sequence[object]) -> tuple[list[float], list[object]]:
    """Each training's figure, and the place of its setting; none where a setting has only one."""
    values, at = [], []
    for outcome, place in zip(panel.outcomes, places, strict=True):
        found = outcome.values(panel.measure)
        if len(found) > 1:
            values += [panel.on_axis(value) for value in found]
            at += [place] * len(found)
    return values, at


def _dots(place: dict[str, object], hover: list[str], c: Colours) -> go.Scatter:
    return go.Scatter(
        place,
        mode="markers",
        marker={"size": 10, "color": c.accent},
        hovertext=hover,
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _small_dots(place: dict[str, object], c: Colours) -> go.Scatter:
    return go.Scatter(
        place,
        mode="markers",
        marker={"size": 6, "color": c.muted, "symbol": "circle-open"},
        hoverinfo="skip",
    )


def _costs(middles: list[float], labels: list[str], panel: _Panel, c: Colours) -> go.Bar:
    return go.Bar(
        x=middles,
        y=labels,
        orientation="h",
        marker={"color": c.accent},
        text=[WRITTEN[panel.measure](each.mean) for each in panel.estimates],
        textposition="outside",
        cliponaxis=False,
        hovertext=panel.hover(),
        hovertemplate="%{hovertext}<extra></extra>",
    )


def _told(estimate: Estimate, write: Callable[[float], str]) -> str:
    if estimate.low is None or estimate.high is None:
        return write(estimate.mean)
    return f"{write(estimate.mean)} (95 %: {write(estimate.low)} to {write(estimate.high)})"

"""Loss and accuracy of a run over its epochs, for the page."""

from __future__ import annotations

from collections.abc import Sequence

from cnn_core.curves import Curves
from cnn_core.figures.curves import UNITS, Measure
from cnn_core.plan import steps_per_epoch
from cnn_core.records import Run
from cnn_core.run_report.line_chart import Line, Point, line_chart
from cnn_core.thinning import Sample

AXES: dict[Measure, str] = {"loss": "Loss (nats, with L2 terms)", "accuracy": "Accuracy (%)"}
MARGIN = 0.08
"""Share of the axis that is left free beyond the lines of the epochs."""


def curves_svg(run: Run, curves: Curves, measure: Measure) -> str:
    """Means of some batches thin, epochs bold, validation dashed; accuracy in percent.

    The axis is that of the epochs: batches from the beginning of a training are beyond it.
    """
    unit, steps = UNITS[measure], steps_per_epoch(run.spec)
    batches = curves.loss if measure == "loss" else curves.accuracy
    epochs = [
        Line("Training", "training", _points(run, curves, measure)),
        Line("Validation", "validation", _points(run, curves, f"val_{measure}")),
    ]
    lines = [Line("Batches", "batch", _scaled(batches.means, steps, unit)), *epochs]
    shown = [line for line in lines if any(value is not None for _, value in line.points)]
    values = [y for line in epochs for _, y in line.points if y is not None]
    values = values or [y for line in shown for _, y in line.points if y is not None]
    last = max((x for line in shown for x, _ in line.points), default=1.0)
    return line_chart(
        f"{measure.capitalize()} by epoch", AXES[measure], shown, last, _span(measure, values)
    )


def epochs_svg(epoch_seconds: Sequence[float], expected: float | None) -> str:
    """Seconds of each epoch, and what the calibration expected, if there was one."""
    last = float(len(epoch_seconds))
    lines = [Line("Measured", "training", [*enumerate(epoch_seconds, 1)])]
    if expected is not None:
        lines.append(Line("Expected", "batch", [(0.0, expected), (last, expected)]))
    most = max(*epoch_seconds, expected or 0.0)
    return line_chart(
        "Time of each epoch", "Seconds", lines, last, (0.0, most * (1 + MARGIN) or 1.0)
    )


def _points(run: Run, curves: Curves, field: str) -> Sequence[Point]:
    unit = UNITS["accuracy" if "accuracy" in field else "loss"]
    samples = [(point.step, getattr(point, field)) for point in curves.epochs]
    return _scaled(samples, steps_per_epoch(run.spec), unit)


def _scaled(samples: Sequence[Sample], steps: int, unit: int) -> Sequence[Point]:
    return [(step / steps, None if value is None else unit * value) for step, value in samples]


def _span(measure: Measure, values: Sequence[float]) -> tuple[float, float]:
    low, high = min(values, default=0.0), max(values, default=1.0)
    if measure == "loss":
        return 0.0, high * (1 + MARGIN) or 1.0
    margin = MARGIN * max(high - low, 1.0)
    return max(0.0, low - margin), min(100.0, high + margin)

"""Tables of a run's figures as CSV texts: a header, commas, points, one row a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from cnn_core.arithmetic import Summary
from cnn_core.layer_texts import shape_text
from cnn_core.reference import Comparison
from cnn_core.scores import Evaluation

Cell = int | float | str | None


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """One line a row; None and NaN become empty cells."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(["" if _empty(cell) else cell for cell in row] for row in rows)
    return text.getvalue()


def _empty(cell: Cell) -> bool:
    return cell is None or cell != cell  # noqa: PLR0124 (NaN alone differs from itself)


def confusion_csv(evaluation: Evaluation, names: Sequence[str]) -> str:
    """One row per true class, one column per predicted class."""
    rows = zip(names, evaluation.confusion().tolist(), strict=True)
    return csv_text(["true \\ predicted", *names], ([name, *row] for name, row in rows))


def classes_csv(evaluation: Evaluation, names: Sequence[str]) -> str:
    """Precision, recall, F1 (each 0 to 1) and support of each class."""
    scores = evaluation.per_class()
    columns = (scores.precision, scores.recall, scores.f1, scores.support)
    rows = zip(names, *(column.tolist() for column in columns), strict=True)
    return csv_text(["class", "precision", "recall", "f1", "images"], rows)


def predictions_csv(evaluation: Evaluation, names: Sequence[str], errors_only: bool) -> str:
    """One row per test image with its ten outputs: all in their order, or errors by confidence."""
    chosen = evaluation.errors() if errors_only else range(len(evaluation))
    outputs = (f"output {name}" for name in names)
    return csv_text(
        ["index", "true", "predicted", "confidence", *outputs],
        (_prediction(evaluation, int(row), names) for row in chosen),
    )


def _prediction(evaluation: Evaluation, row: int, names: Sequence[str]) -> list[Cell]:
    return [
        int(evaluation.indices[row]),
        names[evaluation.labels[row]],
        names[evaluation.predicted[row]],
        round(float(evaluation.confidence[row]), 6),
        *(round(output, 6) for output in evaluation.probabilities[row].tolist()),
    ]


def architecture_csv(summary: Summary) -> str:
    """One row per layer, the input's first; sizes in pixels, memory in bytes."""
    header = (
        *("number", "layer", "settings", "output shape", "weights", "formula"),
        *("receptive field", "step", "multiply-adds", "memory"),
    )
    rows = (
        (
            layer.index + 1,
            layer.title,
            layer.settings,
            shape_text(layer.output_shape),
            layer.weights,
            layer.formula,
            shape_text(layer.receptive_field or ()),
            shape_text(layer.step or ()),
            layer.multiply_adds,
            layer.activation_bytes,
        )
        for layer in summary.layers
    )
    return csv_text(header, rows)


def epochs_csv(epoch_seconds: Sequence[float], expected: float | None) -> str:
    """Seconds of each epoch, from 1, and what the calibration expected if there was one."""
    rows = ((epoch, seconds, expected) for epoch, seconds in enumerate(epoch_seconds, start=1))
    return csv_text(["epoch", "seconds", "expected seconds"], rows)


def comparison_csv(epochs: Iterable[Comparison]) -> str:
    """Loss and training accuracy (0 to 1) of each epoch: here, in the article, the difference."""
    figures = ("loss", "accuracy")
    sides = ("here", "in the article", "difference")
    return csv_text(
        ["epoch", *(f"{figure} {side}" for figure in figures for side in sides)],
        (_compared(epoch) for epoch in epochs),
    )


def _compared(epoch: Comparison) -> list[Cell]:
    sides = (epoch.here, epoch.article, epoch.difference)
    return [
        epoch.epoch,
        *(_rounded(side.loss) for side in sides),
        *(_rounded(side.accuracy) for side in sides),
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)

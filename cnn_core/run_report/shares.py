"""Shares in rows: what each class was recognised by, and where a network has its weights."""

from __future__ import annotations

from collections.abc import Sequence

from cnn_core.arithmetic import Summary
from cnn_core.figures.classes import axis_begin
from cnn_core.figures.theme import count
from cnn_core.run_report.row_chart import Series, row_chart
from cnn_core.scores import ClassScores


def classes_svg(scores: ClassScores, names: Sequence[str]) -> str:
    """Precision, recall and F1 of each class, in percent."""
    shares = {"Precision": scores.precision, "Recall": scores.recall, "F1": scores.f1}
    series = [Series(name, (100 * share).tolist()) for name, share in shares.items()]
    return row_chart("Classes, in percent", names, series, "Percent", (axis_begin(scores), 100.0))


def breakdown_svg(summary: Summary) -> str:
    """Share of all weights and of all multiply-adds of each layer that has any, in percent."""
    layers = [layer for layer in summary.layers if layer.weights or layer.multiply_adds]
    return row_chart(
        "Weights and multiply-adds of the layers",
        [f"{layer.index + 1} {layer.title}" for layer in layers],
        [
            _of_all("Weights", [layer.weights for layer in layers]),
            _of_all("Multiply-adds", [layer.multiply_adds for layer in layers]),
        ],
        "Share of the network (%)",
        (0.0, 100.0),
    )


def _of_all(name: str, numbers: Sequence[int]) -> Series:
    total = sum(numbers) or 1
    shares = [100 * number / total for number in numbers]
    return Series(name, shares, [count(number) for number in numbers])

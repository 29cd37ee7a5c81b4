"""The charts of a run as files: drawings as SVG and PNG, the numbers behind them as CSV."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field

from cnn_core.arithmetic import describe
from cnn_core.curves import CurveReader
from cnn_core.datasets import CLASS_NAMES
from cnn_core.figures.theme import FONT, LIGHT
from cnn_core.metrics import metrics_csv
from cnn_core.records import Run
from cnn_core.run_report.confusion import confusion_svg
from cnn_core.run_report.curves import curves_svg, epochs_svg
from cnn_core.run_report.png import png
from cnn_core.run_report.shares import breakdown_svg, classes_svg
from cnn_core.scores import Evaluation
from cnn_core.store import Store
from cnn_core.tables import architecture_csv, classes_csv, confusion_csv, epochs_csv
from cnn_core.web_files import read

CHARTS_STYLE = "exported/report_charts.css"
COLOURS = {
    "accent": LIGHT.accent,
    "second": LIGHT.categorical[1],
    "surface": LIGHT.surface,
    "text": LIGHT.text,
    "muted": LIGHT.muted,
    "border": LIGHT.border,
    "shade": LIGHT.sequential[1],
}
"""By their names in the style: not every program that opens an SVG knows variables."""


def charts_zip(store: Store, run: Run) -> bytes:
    """The charts of Results, as far as the run has them: each drawing twice.

    Raises EvaluationError for answers that are damaged, and StoreError as the store does.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for charts in (_network(run), _training(store, run), _answers(store, run)):
            for name, table in charts.tables.items():
                archive.writestr(f"{name}.csv", table)
            for name, drawing in charts.drawings.items():
                svg = standalone(drawing)
                archive.writestr(f"{name}.svg", svg)
                archive.writestr(f"{name}.png", png(svg))
    return packed.getvalue()


@dataclass
class _Charts:
    """By their names, without an ending."""

    tables: dict[str, str] = field(default_factory=dict)
    drawings: dict[str, str] = field(default_factory=dict)


def _network(run: Run) -> _Charts:
    summary = describe(run.spec.architecture, run.spec.training.batch_size)
    return _Charts({"network": architecture_csv(summary)}, {"network": breakdown_svg(summary)})


def _training(store: Store, run: Run) -> _Charts:
    _, curves = CurveReader(run.id).read(store)
    found = _Charts({"curves": metrics_csv(store.points(run.id))})
    if curves.epochs or curves.recent:
        found.drawings["loss"] = curves_svg(run, curves, "loss")
        found.drawings["accuracy"] = curves_svg(run, curves, "accuracy")
    if run.result and run.result.epoch_seconds:
        times = run.result.epoch_seconds, run.expected_epoch_seconds
        found.tables["epochs"] = epochs_csv(*times)
        found.drawings["epochs"] = epochs_svg(*times)
    return found


def _answers(store: Store, run: Run) -> _Charts:
    data = store.artifact(run.id, "evaluation")
    if data is None:
        return _Charts()
    evaluation, names = Evaluation.from_bytes(data), CLASS_NAMES[run.spec.data.dataset]
    return _Charts(
        {"confusions": confusion_csv(evaluation, names), "classes": classes_csv(evaluation, names)},
        {
            "confusions": confusion_svg(evaluation.confusion(), names),
            "classes": classes_svg(evaluation.per_class(), names),
        },
    )


def standalone(svg: str) -> str:
    """A drawing of the report as a file of its own, in light colours on white."""
    style = re.sub(r"var\(--(\w+)\)", lambda name: COLOURS[name[1]], read(CHARTS_STYLE))
    style += f"svg {{ background: {LIGHT.background}; font-family: {FONT}; }}"
    head, rest = svg.split(">", 1)
    namespace = head.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"{namespace}><style>{style}</style>{rest}"

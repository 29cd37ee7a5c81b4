"""The charts of a run as files: drawings as SVG, the numbers behind them as CSV."""

from __future__ import annotations

import io
import re
import zipfile

from cnn_core.curves import CurveReader
from cnn_core.datasets import CLASS_NAMES
from cnn_core.figures.theme import FONT, LIGHT
from cnn_core.metrics import metrics_csv
from cnn_core.records import Run
from cnn_core.run_report.confusion import confusion_svg
from cnn_core.run_report.curves import curves_svg
from cnn_core.scores import Evaluation
from cnn_core.store import Store
from cnn_core.tables import classes_csv, confusion_csv, epochs_csv
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
    """Loss, accuracy, confusions and the time of each epoch, as far as the run has them.

    Raises EvaluationError for answers that are damaged, and StoreError as the store does.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (_training(store, run) | _answers(store, run)).items():
            archive.writestr(name, text)
    return packed.getvalue()


def _training(store: Store, run: Run) -> dict[str, str]:
    _, curves = CurveReader(run.id).read(store)
    files = {"curves.csv": metrics_csv(store.points(run.id))}
    if curves.epochs or curves.recent:
        files["loss.svg"] = standalone(curves_svg(run, curves, "loss"))
        files["accuracy.svg"] = standalone(curves_svg(run, curves, "accuracy"))
    if run.result:
        files["epochs.csv"] = epochs_csv(run.result.epoch_seconds, run.expected_epoch_seconds)
    return files


def _answers(store: Store, run: Run) -> dict[str, str]:
    data = store.artifact(run.id, "evaluation")
    if data is None:
        return {}
    evaluation, names = Evaluation.from_bytes(data), CLASS_NAMES[run.spec.data.dataset]
    return {
        "confusions.svg": standalone(confusion_svg(evaluation.confusion(), names)),
        "confusions.csv": confusion_csv(evaluation, names),
        "classes.csv": classes_csv(evaluation, names),
    }


def standalone(svg: str) -> str:
    """A drawing of the report as a file of its own, in light colours on white."""
    style = re.sub(r"var\(--(\w+)\)", lambda name: COLOURS[name[1]], read(CHARTS_STYLE))
    style += f"svg {{ background: {LIGHT.background}; font-family: {FONT}; }}"
    head, rest = svg.split(">", 1)
    namespace = head.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return f"{namespace}><style>{style}</style>{rest}"

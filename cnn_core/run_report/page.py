"""The page as a whole.

It may load nothing and run nothing: its content security policy allows pictures within it, and
the one style that it was made with, named by its hash.
"""

from __future__ import annotations

from html import escape
from string import Template

from cnn_core.capsule.circumstances import ARTIFACT
from cnn_core.curves import CurveReader
from cnn_core.datasets import CLASS_NAMES
from cnn_core.html_file import source_hash
from cnn_core.records import Run
from cnn_core.retrain.retraining import obstacle
from cnn_core.run_report import words
from cnn_core.run_report.charts import CHARTS_STYLE
from cnn_core.run_report.confusion import confusion_svg
from cnn_core.run_report.curves import curves_svg
from cnn_core.run_report.errors import errors_html
from cnn_core.scores import Evaluation, EvaluationError
from cnn_core.store import Store
from cnn_core.web_files import read

NO_RESULT = "<p>There are no test figures: the run has not been trained to its end.</p>"
NO_STEPS = "<p>No step has been recorded.</p>"


def report_html(store: Store, run: Run) -> str:
    """The report of a run as it is now. Raises StoreError as the store does."""
    style = read("exported/report.css") + read(CHARTS_STYLE)
    return Template(read("exported/report.html")).substitute(
        policy=_policy(style),
        style=style,
        name=escape(run.name),
        when=escape(words.when(run)),
        outcome=_outcome(run),
        curves=_curves(store, run),
        answers=_answers(store, run),
        network=words.network(run.spec),
        settings=words.settings(run.spec),
        machine=words.machine(run.result, store.artifact(run.id, ARTIFACT)),
        repeat=words.repeat(run, obstacle(store, run)),
    )


def _policy(style: str) -> str:
    return (
        f"default-src 'none'; style-src {source_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _outcome(run: Run) -> str:
    result = run.result
    if result is None:
        return NO_RESULT
    figure = f'<p class="headline">{words.headline(result)}</p>'
    beside = words.definitions(words.key_figures(result))
    return f"{figure}<p>{words.meaning(run, result)}</p>{beside}"


def _curves(store: Store, run: Run) -> str:
    _, curves = CurveReader(run.id).read(store)
    if not (curves.epochs or curves.recent):
        return NO_STEPS
    loss, accuracy = (curves_svg(run, curves, measure) for measure in ("loss", "accuracy"))
    return f'<div class="pair"><figure>{loss}</figure><figure>{accuracy}</figure></div>'


def _answers(store: Store, run: Run) -> str:
    """Confusions and worst errors, where the run was tested."""
    data = store.artifact(run.id, "evaluation")
    if data is None:
        return ""
    try:
        evaluation = Evaluation.from_bytes(data)
    except EvaluationError as error:
        return f"<h2>Answers</h2><p>{escape(str(error))}</p>"
    confusion = confusion_svg(evaluation.confusion(), CLASS_NAMES[run.spec.data.dataset])
    return (
        '<div class="pair"><section><h2>Confusions</h2>'
        f"<figure>{confusion}</figure></section>"
        f"<section><h2>Worst errors</h2>{errors_html(run, evaluation)}</section></div>"
    )

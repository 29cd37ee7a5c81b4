"""The files that a run can be taken away as: what each is for, what it needs, how it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Literal

from cnn_core.records import Run

if TYPE_CHECKING:
    from cnn_core.retrain.retraining import Retraining
    from cnn_core.store import Store

Make = Callable[["Store", Run], bytes]
"""Raises FormatError, and StoreError as the store does."""
Needs = Literal["spec", "end", "model", "payload", "repeatable"]
"""What a run must have: nothing but its settings, an end, a saved model, weights for the browser,
a training that a program can repeat.
"""


class FormatError(Exception):
    """The file cannot be made of this run or on this machine; the message is one sentence."""


@dataclass(frozen=True)
class Format:
    """One kind of file."""

    title: str
    ending: str
    """Of the file's name, as in run-7.keras."""
    about: str
    """What the file is for, in a sentence or two."""
    needs: Needs
    make: Make | None = None
    """None: a worker converts the saved model, see `Asking.convert`."""
    packages: tuple[str, ...] = ()
    """To be imported beside those of requirements.txt, in the worker that converts."""
    requirements: str = "requirements.txt"
    """The file that names them."""


def obstacle(store: Store, run: Run, wanted: Format) -> str | None:
    """Why the file cannot be made now, in a sentence; None where it can."""
    return missing_packages(wanted) or _missing_part(store, run, wanted.needs)


def missing_packages(wanted: Format) -> str | None:
    """A sentence that names the packages that this machine lacks for the format, if any."""
    missing = [name for name in wanted.packages if find_spec(name) is None]
    if not missing:
        return None
    verb = "is" if len(missing) == 1 else "are"
    return (
        f"{wanted.title} needs {' and '.join(missing)}, which {verb} not installed here: "
        f"pip install -r {wanted.requirements}"
    )


def _missing_part(store: Store, run: Run, needs: Needs) -> str | None:
    if needs == "end" and run.active:
        return f"Run {run.id} is {run.state}: it can be packed when it has ended."
    if needs == "model" and not store.has_artifact(run.id, "model"):
        return f"Run {run.id} is {run.state} and has no saved model: train it to its end first."
    if needs == "payload" and not store.has_artifact(run.id, "payload"):
        return f"Run {run.id} is {run.state} and has no weights for the browser: train it first."
    return _unrepeatable(store, run) if needs == "repeatable" else None


def _unrepeatable(store: Store, run: Run) -> str | None:
    from cnn_core.retrain.retraining import obstacle

    return obstacle(store, run)


def _html(store: Store, run: Run) -> bytes:
    from cnn_core.html_file import html_file
    from cnn_core.payload import PayloadError

    try:
        return html_file(store.artifact(run.id, "payload") or b"", run.name, half=False).encode()
    except PayloadError as error:
        raise FormatError(f"Run {run.id}: {error}") from None


def _zip(store: Store, run: Run) -> bytes:
    from cnn_core.archive import ArchiveError, export_run

    try:
        return export_run(store, run.id)
    except ArchiveError as error:
        raise FormatError(str(error)) from None


def _capsule(store: Store, run: Run) -> bytes:
    from cnn_core.archive import ArchiveError
    from cnn_core.capsule.pack import export_capsule

    try:
        return export_capsule(store, run.id)
    except ArchiveError as error:
        raise FormatError(str(error)) from None


def _script(store: Store, run: Run) -> bytes:
    from cnn_core.retrain.script import retraining_script

    return retraining_script(_retraining(store, run)).encode()


def _notebook(store: Store, run: Run) -> bytes:
    from cnn_core.retrain.notebook import retraining_notebook

    return retraining_notebook(_retraining(store, run)).encode()


def _report(store: Store, run: Run) -> bytes:
    from cnn_core.run_report.page import report_html

    return report_html(store, run).encode()


def _charts(store: Store, run: Run) -> bytes:
    from cnn_core.run_report.charts import charts_zip
    from cnn_core.scores import EvaluationError

    try:
        return charts_zip(store, run)
    except EvaluationError as error:
        raise FormatError(f"Run {run.id}: {error}") from None


def _retraining(store: Store, run: Run) -> Retraining:
    from cnn_core.retrain.retraining import RetrainingError, retraining_of

    try:
        return retraining_of(store, run)
    except RetrainingError as error:
        raise FormatError(str(error)) from None


FORMATS: dict[str, Format] = {
    "keras": Format(
        "Keras model",
        ".keras",
        "The network as Keras 3 saves it; `keras.saving.load_model` reads it.",
        "model",
    ),
    "weights": Format(
        "Weights",
        ".weights.h5",
        "The weights alone, for `load_weights` of the network that the Keras code on Build makes; "
        "that network takes normalised images.",
        "model",
    ),
    "savedmodel": Format(
        "SavedModel",
        ".savedmodel.zip",
        "A folder, zipped, for TensorFlow and TensorFlow Serving; its function is `serve`.",
        "model",
    ),
    "litert": Format(
        "LiteRT",
        ".tflite",
        "For phones and small devices (formerly TensorFlow Lite), an image at a time.",
        "model",
    ),
    "onnx": Format(
        "ONNX",
        ".onnx",
        "For ONNX Runtime and other frameworks.",
        "model",
        packages=("onnx", "tf2onnx"),
        requirements="requirements-onnx.txt",
    ),
    "html": Format(
        "HTML file",
        ".html",
        "A page with a drawing pad that answers from disk, without network.",
        "payload",
        _html,
    ),
    "script": Format(
        "Keras script",
        ".py",
        "Trains the run again without CNN Lab, to the same weights, and compares them.",
        "repeatable",
        _script,
    ),
    "notebook": Format(
        "Notebook",
        ".ipynb",
        "The Keras script as a Jupyter notebook, part by part.",
        "repeatable",
        _notebook,
    ),
    "report": Format(
        "Report",
        ".report.html",
        "Accuracy, curves, confusions, worst errors and settings on a page to read or to print.",
        "spec",
        _report,
    ),
    "charts": Format(
        "Charts",
        ".charts.zip",
        "The charts of Results as PNG and SVG, and the numbers behind them as CSV.",
        "spec",
        _charts,
    ),
    "zip": Format(
        "Packed run",
        ".zip",
        "Settings, curves, model and answers; another CNN Lab takes it in.",
        "end",
        _zip,
    ),
    "capsule": Format(
        "Capsule",
        ".capsule.zip",
        "The run, with versions, processor and digests of its data and weights: whoever has it can "
        "have it verified, which trains it again.",
        "end",
        _capsule,
    ),
}
"""By the key that `export --format` takes."""

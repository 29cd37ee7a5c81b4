"""What the page says in words and tables; all of it is HTML, with foreign text escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from html import escape

from cnn_core.arithmetic import describe
from cnn_core.capsule.circumstances import TITLES, CircumstancesError, History
from cnn_core.figures.theme import count, percent, seconds
from cnn_core.layer_texts import shape_text
from cnn_core.records import Run, State
from cnn_core.result import Result
from cnn_core.scores import accuracy_interval
from cnn_core.spec import RunSpec
from cnn_core.spec_settings import tell

ARTICLE = (
    "Its test images are not the official ones but 10,000 out of all 70,000, whose scale was "
    "fitted on all of them, as in the article: the figures are not comparable with other runs'."
)
SAME = (
    "With the same versions, the same number of threads and a processor of the same kind, every "
    "weight comes out the same."
)
COMMAND = (
    "Save the settings below as run.json and train them with "
    "<code>python -m cnn_core train --spec run.json</code>."
)
SCRIPT = (
    "<code>python -m cnn_core export {run} --format script --out run.py</code> writes a program "
    "that trains it without CNN Lab."
)


def when(run: Run) -> str:
    """`Run 7, finished on 23 November 2026, 4 epochs`."""
    ended = ""
    if run.ended is not None:
        moment = datetime.fromtimestamp(run.ended, UTC)
        ended = f" on {moment.day} {moment:%B %Y}"
    return f"Run {run.id}, {run.state}{ended}, {count(run.epoch)} epochs"


def headline(result: Result) -> str:
    """`98.99 % ± 0.20`."""
    margin = percent(accuracy_interval(result).half_width).removesuffix(" %")
    return f"{percent(result.test_accuracy)} ± {margin}"


def meaning(run: Run, result: Result) -> str:
    """What the headline says, and how sure it is."""
    interval = accuracy_interval(result)
    text = (
        f"of {count(result.test_images)} test images were recognised, which neither training nor "
        f"validation saw. The 95 % interval (Wilson) goes from {percent(interval.low)} to "
        f"{percent(interval.high)}: so far would chance move the figure if other images of the "
        "same kind were drawn. Another seed moves it too, which the interval does not tell."
    )
    return f"{text} {ARTICLE}" if run.spec.data.normalization == "article" else text


def key_figures(result: Result) -> dict[str, str]:
    """What stands beside the headline, here and on Results; the device's name is foreign text."""
    loss = "not a number" if result.test_loss is None else f"{result.test_loss:.4f}"
    return {
        "Test loss": loss,
        "Training time": seconds(result.seconds),
        "Images per second": count(result.images_per_second),
        "Weights": count(result.weights),
        "Best epoch": "–" if result.best_epoch is None else str(result.best_epoch),
        "Device": result.device,
    }


def network(spec: RunSpec) -> str:
    """The layers and what they cost."""
    summary = describe(spec.architecture, spec.training.batch_size)
    rows = [
        (
            layer.title,
            layer.settings,
            shape_text(layer.output_shape),
            count(layer.weights) if layer.weights else "",
            count(layer.multiply_adds) if layer.multiply_adds else "",
        )
        for layer in summary.layers
    ]
    total = ("Total", "", "", count(summary.weights), count(summary.multiply_adds))
    return table(("Layer", "Settings", "Output", "Weights", "Multiply-adds"), [*rows, total])


def settings(spec: RunSpec) -> str:
    """All that the result depends on beside the network."""
    told, training = tell(spec), spec.training
    counted = {"epochs": str(training.epochs), "seed": str(training.seed)}
    parts = {
        "Training": counted | dict(told.training),
        "Data": told.data,
        "Hardware": {"device": spec.hardware.device} | dict(told.hardware),
    }
    return "".join(
        f"<section><h3>{title}</h3>{definitions(_plain(values))}</section>"
        for title, values in parts.items()
    )


def _plain(values: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", " ").capitalize(): value for name, value in values.items()}


def machine(result: Result | None, written: bytes | None) -> str:
    """Versions, processor and threads, as far as they were written down."""
    try:
        attempts = History.from_bytes(written).attempts
    except CircumstancesError:
        attempts = ()
    if attempts:
        last = attempts[-1].model_dump()
        return definitions({title: str(last[name]) for name, title in TITLES.items() if last[name]})
    if result is None:
        return "<p>Nothing was written down about the machine.</p>"
    return definitions(
        {
            "Device": result.device,
            "TensorFlow": result.tensorflow,
            "Keras": result.keras,
            TITLES["intra_op_threads"]: str(result.intra_op_threads),
            TITLES["inter_op_threads"]: str(result.inter_op_threads),
        }
    )


def repeat(run: Run, obstacle: str | None) -> str:
    """How the run can be trained again, or why not; its settings."""
    as_submitted = run.target_epochs == run.spec.training.epochs
    command = [COMMAND] if as_submitted and run.state is State.FINISHED else []
    told = escape(obstacle) if obstacle else " ".join([*command, SCRIPT.format(run=run.id), SAME])
    return f"<p>{told}</p><pre>{escape(run.spec.model_dump_json())}</pre>"


def definitions(values: Mapping[str, str]) -> str:
    """Names and values as an HTML list."""
    pairs = (
        f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        for name, value in values.items()
    )
    return f"<dl>{''.join(pairs)}</dl>"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """An HTML table, in a box that scrolls by itself."""
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    body = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f'<div class="wide"><table><tr>{head}</tr>{body}</table></div>'

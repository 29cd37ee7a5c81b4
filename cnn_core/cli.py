"""python -m cnn_core …: the same things without a page.

Exit status: 0, 1 for a failed run or a store that cannot be used, 2 for bad input, with one line
per fault on the standard error that names the field.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from cnn_core.arithmetic import check
from cnn_core.cli_experiments import compare, groups, repeat, reproduce, sweep
from cnn_core.cli_export import export
from cnn_core.cli_files import load, verify
from cnn_core.cli_input import current_store, read_spec
from cnn_core.cli_options import (
    BAD_INPUT,
    FAILED,
    NUMBER,
    as_json,
    run_argument,
    spec_options,
    write_output,
)
from cnn_core.records import MAX_NAME, StoreError
from cnn_core.reports import (
    RunReport,
    answer_to_stop,
    devices_json,
    devices_table,
    runs_json,
    runs_table,
    sentence,
    summary_json,
    summary_table,
)
from cnn_core.spec import SpecError
from cnn_core.worker_process import WorkerError, WorkerProcess

ONE_MAP = "Only this map or unit, with all its starts; from 1."
PATTERNS_FILE = "FILE.png: the best patterns as a picture; FILE.npz: all arrays."


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit status. Faults are told in a line, never a traceback."""
    try:
        return commands.main(arguments, "python -m cnn_core", standalone_mode=False) or 0
    except SpecError as error:
        return _told(error.faults, BAD_INPUT)
    except click.ClickException as error:
        return _told([error.format_message()], error.exit_code)
    except click.Abort:
        return _told(["Left."], FAILED)
    except (StoreError, WorkerError, OSError) as error:
        return _told([str(error)], FAILED)


def _told(lines: Sequence[str], status: int) -> int:
    for line in lines:
        click.echo(line, err=True)
    return status


@click.group()
def commands() -> None:
    """Build, train and judge small convolutional networks."""


for command in (compare, export, groups, repeat, reproduce, sweep, verify, load):
    commands.add_command(command)


@commands.command()
@spec_options
@as_json
def describe(preset: str | None, file: Path | None, assignments: tuple[str], as_json: bool) -> None:
    """Show a network's layers: shapes, weights, receptive fields, work."""
    summary = check(read_spec(preset, file, assignments))
    click.echo(summary_json(summary) if as_json else summary_table(summary))


@commands.command()
@spec_options
@as_json
def train(preset: str | None, file: Path | None, assignments: tuple[str], as_json: bool) -> int:
    """Train a network here; Ctrl-C stops it with the model it has reached."""
    spec = read_spec(preset, file, assignments)
    check(spec)
    from cnn_core.following import train_to_the_end
    from cnn_core.store import Store

    name = preset or (file.stem[:MAX_NAME] if file else "")
    report = RunReport.of(train_to_the_end(Store(), spec, name, quiet=as_json))
    click.echo(report.to_json() if as_json else sentence(report))
    return 0 if report.status in ("finished", "stopped") else FAILED


@commands.command()
@run_argument
@as_json
def evaluate(run: int, as_json: bool) -> None:
    """Test the model of a run again, on all its test images."""
    from cnn_core.engine import Engine

    store = current_store()
    engine = Engine(store, spare=False)
    try:
        engine.evaluate(run).result()
    finally:
        engine.close()
    report = RunReport.of(store.run(run))
    click.echo(report.to_json() if as_json else sentence(report))


@commands.command()
@run_argument
@click.argument(
    "pictures", metavar="PICTURE…", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@as_json
def predict(run: int, pictures: tuple[Path, ...], as_json: bool) -> None:
    """Have a run's model tell what pictures show: PNG, JPEG or WebP, a digit in each."""
    from cnn_core.drawing.picture_answers import (
        answers_json,
        answers_table,
        picture_answers,
        read_pictures,
    )
    from cnn_core.engine import Engine

    store = current_store()
    dataset = store.run(run).spec.data.dataset
    images = read_pictures(pictures)
    engine = Engine(store, spare=False)
    try:
        outputs = engine.predict([run], images).result()[run]
    finally:
        engine.close()
    answers = picture_answers(pictures, outputs, dataset)
    click.echo(answers_json(answers) if as_json else answers_table(answers))


@commands.command()
@as_json
def runs(as_json: bool) -> None:
    """List the runs, newest first."""
    reports = [RunReport.of(run) for run in current_store().runs()]
    click.echo(runs_json(reports) if as_json else runs_table(reports))


@commands.command()
@run_argument
@as_json
def stop(run: int, as_json: bool) -> None:
    """Ask a run to stop and to keep its model."""
    store = current_store()
    store.stop(run)
    report = RunReport.of(store.run(run))
    click.echo(report.to_json() if as_json else answer_to_stop(report))


@commands.command()
@run_argument
@click.argument("other", type=NUMBER)
@as_json
def match(run: int, other: int, as_json: bool) -> None:
    """Match the filters of two runs of one network: which of them are in both?"""
    from cnn_core.agreement.report import match_report

    click.echo(match_report(current_store(), (min(run, other), max(run, other)), as_json))


@commands.command()
@run_argument
@click.option("--layer", type=NUMBER, required=True, metavar="N", help="From 1.")
@click.option("--map", "number", type=NUMBER, metavar="K", help=ONE_MAP)
@click.option("--out", "file", type=click.Path(path_type=Path), required=True, help=PATTERNS_FILE)
def maximise(run: int, layer: int, number: int | None, file: Path) -> None:
    """Find the input patterns that the maps of a layer answer most.

    Layers, maps and units are counted from 1, as on the page Inside; of the output layer, 1 to 10
    are the classes in their order.
    """
    from cnn_core.answering import answered
    from cnn_core.inside.oip_files import check_file, oip_file, read_layer, read_map
    from cnn_core.questions import Maximise

    check_file(file)
    store = current_store()
    found = store.run(run)
    layers = found.spec.architecture.layers
    position = read_layer(layers, layer)
    index = read_map(layers, position, number)
    data = answered(store, run, Maximise(layer=position))
    write_output("--out", file, oip_file(data, found, position, index, file.suffix.lower()))


@commands.command()
@as_json
def devices(as_json: bool) -> None:
    """List the devices that TensorFlow can use here."""
    from cnn_core.engine import WORKER
    from cnn_core.store import Store

    worker = WorkerProcess(WORKER, Store().url)
    try:
        worker.wait_until_ready()
        hello = worker.hello or {}
    finally:
        worker.end()
    click.echo(devices_json(hello) if as_json else devices_table(hello))

"""Commands about runs as files: taken in, and verified."""

from __future__ import annotations

from pathlib import Path

import click

from cnn_core.cli_input import current_store
from cnn_core.cli_options import FAILED, as_json
from cnn_core.datasets import CLASS_NAMES, Dataset
from cnn_core.foreign.question import PIXELS, Pixels

SCALE = (
    "Of a .keras file without a scaling of its own: pixels of 0 to 255, of 0 to 1, or what fits."
)
TESTED_ON = "What a .keras file is tested on; mnist."


@click.command()
@click.argument("file", metavar="CAPSULE", type=click.Path(path_type=Path))
@as_json
def verify(file: Path, as_json: bool) -> int:
    """Train a capsule's run again: is it equal in every weight, or which batch differs first?

    Packed runs are verified too. Nothing is kept. Exit status: 0 where equal, 1 where not, 2 for
    what cannot be verified.
    """
    from cnn_core.capsule.report import verify_file

    text, equal = verify_file(file, as_json)
    click.echo(text)
    return 0 if equal else FAILED


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--input", "pixels", type=click.Choice(list(PIXELS)), default="auto", help=SCALE)
@click.option("--dataset", type=click.Choice(list(CLASS_NAMES)), default="mnist", help=TESTED_ON)
@as_json
def load(file: Path, pixels: Pixels, dataset: Dataset, as_json: bool) -> None:
    """Take in a capsule, a packed run, several of them in a zip, or a .keras file of others.

    A .keras file becomes a finished run: its layers must be such as CNN Lab has, and it is tested.
    """
    from cnn_core.foreign.load import load_file

    click.echo(load_file(current_store(), file, pixels, dataset, as_json))

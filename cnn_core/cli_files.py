"""Commands about runs as files: taken in, and verified."""

from __future__ import annotations

from pathlib import Path

import click

from cnn_core.cli_options import FAILED, as_json


@click.command()
@click.argument("file", metavar="CAPSULE", type=click.Path(path_type=Path))
@as_json
def verify(file: Path, as_json: bool) -> int:
    """Train a capsule's run again: is it equal in every weight, or which batch differs first?

    Packed runs are verified too. Nothing is kept. Exit status 0: equal, 1: not, 2: nothing that can be verified.
    """
    from cnn_core.capsule.report import verify_file

    text, equal = verify_file(file, as_json)
    click.echo(text)
    return 0 if equal else FAILED

"""The command that writes a run as another kind of file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from cnn_core.cli_input import current_store, read_payload
from cnn_core.cli_options import check_output, run_argument, write_output
from cnn_core.formats import FORMATS, Format, FormatError, obstacle
from cnn_core.spec import SpecError

if TYPE_CHECKING:
    from cnn_core.conversion import Kind

NAMES = ", ".join(FORMATS)
FILE = click.Path(path_type=Path)


@click.command()
@run_argument
@click.option("--format", "key", metavar="NAME", help=f"One of {NAMES}.")
@click.option("--out", "file", type=FILE, metavar="FILE", help="Where it is written.")
@click.option("--html", "page", type=FILE, metavar="FILE", help="As --format html --out FILE.")
@click.option("--float16", "half", is_flag=True, help="With --html: weights of half the size.")
def export(run: int, key: str | None, file: Path | None, page: Path | None, half: bool) -> None:
    """Write a run as another kind of file: for other runtimes, for a browser, to train again.

    A model is loaded again by its own runtime, and its answers are compared on 1,000 images.
    """
    if (key is None) == (page is None):
        raise SpecError(["--format, --html: give exactly one of them"])
    if page is None:
        _export(run, key or "", file, half)
    elif file is None:
        write_output("--html", page, _html(run, half))
    else:
        raise SpecError(["--out: expected with --format"])


def _export(run: int, key: str, file: Path | None, half: bool) -> None:
    if half:
        raise SpecError(["--float16: expected with --html"])
    if file is None:
        raise SpecError(["--out: expected with --format"])
    if key not in FORMATS:
        raise SpecError([f"--format: expected one of {NAMES}. Received: {key}"])
    check_output("--out", file)
    content, told = _made(run, key, FORMATS[key])
    write_output("--out", file, content)
    click.echo(f"{file}: {len(content):,} bytes. {told}".strip())


def _html(run: int, half: bool) -> bytes:
    from cnn_core.html_file import html_file
    from cnn_core.payload import PayloadError

    name, payload = read_payload(run)
    try:
        return html_file(payload, name, half).encode()
    except PayloadError as error:
        raise SpecError([f"Run {run}: {error}"]) from None


def _made(run: int, key: str, wanted: Format) -> tuple[bytes, str]:
    """The file, and what a worker found when it checked it."""
    from cnn_core.answering import converted

    store = current_store()
    found = store.run(run)
    if fault := obstacle(store, found, wanted):
        raise SpecError([fault])
    if wanted.make is None:
        file = converted(store, run, cast("Kind", key))
        return file.read(), file.checked.sentence
    try:
        return wanted.make(store, found), ""
    except FormatError as error:
        raise SpecError([str(error)]) from None

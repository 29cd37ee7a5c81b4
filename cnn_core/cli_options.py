"""What several commands take, and how they end."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from cnn_core.files import check_writable, write_whole
from cnn_core.presets import PRESETS
from cnn_core.spec import SpecError

FAILED = 1
BAD_INPUT = 2
"""Exit statuses."""

Command = TypeVar("Command", bound=Callable[..., Any])


class WholeNumber(click.IntRange):
    """Counts and numbers of runs; what is none is called by a plain name."""

    name = "whole number"


NUMBER = WholeNumber(min=1)
"""Of a run, a group, a layer and so on."""


def spec_options(command: Command) -> Command:
    """--preset or --spec, and --set."""
    preset = click.option("--preset", metavar="NAME", help=f"One of {', '.join(PRESETS)}.")
    file = click.option("--spec", "file", type=click.Path(path_type=Path), help="A spec as JSON.")
    assignments = click.option(
        "--set", "assignments", multiple=True, metavar="PATH=VALUE", help="training.epochs=2 …"
    )
    return preset(file(assignments(command)))


as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
run_argument = click.argument("run", type=NUMBER)


def write_output(option: str, file: Path, content: bytes) -> None:
    """The whole file or nothing. Raises SpecError where it cannot be written."""
    with _writing(option, file):
        write_whole(file, content)


def check_output(option: str, file: Path) -> None:
    """Before the content is made. Raises SpecError as `write_output`."""
    with _writing(option, file):
        check_writable(file)


@contextmanager
def _writing(option: str, file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SpecError([f"{option}: {file} cannot be written ({error.strerror})"]) from None

"""Files that are whole or not there at all, whoever reads or writes them; and files of others."""

from __future__ import annotations

import os
import tempfile
from errno import EISDIR
from pathlib import Path

from cnn_core.faults import SpecError


def write_whole(path: Path, content: bytes) -> None:
    """Write a file under another name beside its place, then put it there in one step.

    Raises OSError and then leaves what was there before.
    """
    handle, unfinished = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(unfinished, 0o644)  # mkstemp's files are for their owner alone
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise


def check_writable(path: Path) -> None:
    """Raises OSError where `write_whole` would, as far as the disk has room."""
    if path.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR))
    with tempfile.TemporaryFile(dir=path.parent):
        pass


def read_limited(path: Path, most_bytes: int) -> bytes:
    """A file that somebody names. Raises SpecError where it cannot be read or is too large."""
    try:
        with path.open("rb") as file:
            content = file.read(most_bytes + 1)
    except OSError as error:
        raise SpecError([f"{path} cannot be read ({error.strerror})"]) from None
    if len(content) > most_bytes:
        raise SpecError([f"{path}: expected at most {most_bytes:,} bytes."])
    return content

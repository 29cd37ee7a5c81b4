"""Several runs as one zip of packed runs, and back.

What comes from elsewhere is not trusted: only names like run-7.zip, limited numbers and sizes, and
each packed run is read as `import_run` reads it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cnn_core.archive import MEGABYTE, ArchiveError, export_run, import_run
from cnn_core.members import BROKEN_ZIP, MembersError, check_table
from cnn_core.store import Store

MOST_RUNS = 100
MOST_BYTES = 64 * MEGABYTE
"""As a browser may send at once: see `server.maxUploadSize` in .streamlit/config.toml."""
_MEMBER = re.compile(r"run-[0-9]{1,18}\.zip")


@dataclass(frozen=True)
class Taken:
    """What became of packed runs."""

    runs: tuple[int, ...]
    """Numbers here of those that were taken in."""
    refused: tuple[str, ...]
    """A sentence for each that was not, beginning with its file's name."""


def export_runs(store: Store, numbers: Sequence[int]) -> bytes:
    """A zip of run-7.zip and so on, each as `export_run` packs it.

    Raises ArchiveError while one is active or when they are too large together, and RunNotFound.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as bundle:
        for number in numbers:
            bundle.writestr(f"run-{number}.zip", export_run(store, number))
            if packed.tell() > MOST_BYTES:
                limit = MOST_BYTES // MEGABYTE
                raise ArchiveError(f"These runs are more than {limit} MB together. Choose fewer.")
    return packed.getvalue()


def import_runs(store: Store, name: str, data: bytes) -> Taken:
    """Take in a packed run, or all of a zip of packed runs; `name`: of the file."""
    taken, refused = [], []
    try:
        for member, archive in _members(name, data):
            try:
                taken.append(import_run(store, archive))
            except ArchiveError as error:
                refused.append(f"{member}: {error}")
    except ArchiveError as error:
        refused.append(f"{name}: {error}")
    return Taken(tuple(taken), tuple(refused))


def _members(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each packed run; the file itself where it is no zip of such."""
    try:
        check_table(data)
        with zipfile.ZipFile(io.BytesIO(data)) as bundle:
            entries = bundle.infolist()
            if any(entry.header_offset == 0 for entry in entries) != bool(entries):
                raise ArchiveError("The file is not whole: it begins or ends within a packed run.")
            if not entries or not all(_MEMBER.fullmatch(entry.filename) for entry in entries):
                yield name, data
                return
            if len(entries) > MOST_RUNS:
                raise ArchiveError(f"Expected at most {MOST_RUNS} runs. Received: {len(entries):,}")
            for entry in entries:
                yield entry.filename, _read(bundle, entry)
    except MembersError as error:
        raise ArchiveError(str(error)) from None
    except BROKEN_ZIP as error:
        raise ArchiveError(f"The file is not a sound zip ({error}).") from None


def _read(bundle: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """At most MOST_BYTES, counted while reading."""
    if entry.compress_type != zipfile.ZIP_STORED:
        raise ArchiveError(f"{entry.filename}: expected to be stored as it is, not packed twice.")
    with bundle.open(entry) as member:
        content = member.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ArchiveError(f"{entry.filename}: expected at most {MOST_BYTES:,} bytes.")
    return content

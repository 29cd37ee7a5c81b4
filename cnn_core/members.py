"""The files of a zip that is not trusted: known names, each once, sizes counted while unpacking."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Container, Mapping

BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    struct.error,
)
"""What zipfile raises at bytes that are not a sound zip."""
MOST_TABLE_BYTES = 64_000
"""Of a zip's table of contents: some hundreds of files. A table of a million would fill the memory
before the first name is looked at."""
_END = struct.Struct("<4s4H2LH")
_LONGEST_COMMENT = 2**16
_LOCATOR_SIZE = 20


class MembersError(Exception):
    """The bytes are not a zip of the expected files; the message is one sentence."""


def read_members(data: bytes, limits: Mapping[str, int], total: int, noun: str) -> dict[str, bytes]:
    """The files by their names; `limits` has each one's most bytes, `total` that of all together.

    `noun`: what the zip should be, as in "a run". Nothing is written anywhere. Raises MembersError.
    """
    check_table(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _read(archive, limits, total, noun)
    except BROKEN_ZIP as error:
        raise MembersError(f"The file is not a sound zip ({error}).") from None


def check_table(data: bytes) -> None:
    """Raises MembersError where the table of contents is longer than one of ours can be."""
    place = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - _LONGEST_COMMENT))
    if place < 0 or len(data) < place + _END.size:
        raise MembersError("The file is not a sound zip (its table of contents is missing).")
    size = _END.unpack_from(data, place)[5]
    before = max(0, place - _LOCATOR_SIZE)
    if size > MOST_TABLE_BYTES or data.startswith(b"PK\x06\x07", before):
        raise MembersError("The zip's table of contents is too long: expected some files only.")


def _read(
    archive: zipfile.ZipFile, limits: Mapping[str, int], total: int, noun: str
) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    left = total
    for entry in archive.infolist():
        _check_entry(entry, limits, files, noun)
        limit = min(left, limits[entry.filename])
        with archive.open(entry) as member:
            content = member.read(limit + 1)
        if len(content) > limit:
            raise MembersError(f"{entry.filename}: expected at most {limit:,} bytes.")
        files[entry.filename] = content
        left -= len(content)
    return files


def _check_entry(
    entry: zipfile.ZipInfo, known: Container[str], before: Container[str], noun: str
) -> None:
    if entry.filename not in known:
        raise MembersError(f"The zip holds a file that is not of {noun}: {entry.filename!r:.80}")
    if entry.filename in before:
        raise MembersError(f"The zip holds two files of the name {entry.filename}.")
    if entry.flag_bits & 1:
        raise MembersError(f"The zip is encrypted; {noun} is expected without a password.")
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise MembersError(f"{entry.filename}: expected an ordinary zip (deflate).")

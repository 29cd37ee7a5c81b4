"""Zips that mean harm, or are none, in place of a packed run."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile

import pytest

from cnn_core import archive
from cnn_core.archive import ArchiveError, import_run
from cnn_core.store import Store
from tests.archived_runs import (
    Files,
    packed_files,
    refused,
    trained_run,
    zipped,
)


@pytest.fixture
def files(store: Store) -> Files:
    """The members of a sound archive."""
    return packed_files(store, trained_run(store))


@pytest.mark.parametrize("data", [b"", b"garbage" * 100, b"PK\x03\x04" + bytes(50)])
def test_what_is_no_zip_is_refused(store: Store, data: bytes) -> None:
    assert "not a sound zip" in refused(store, data)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_truncated_zip_is_refused(store: Store, files: Files, share: float) -> None:
    data = zipped(files)
    assert "not a sound zip" in refused(store, data[: int(len(data) * share)])


def test_a_zip_with_a_flipped_bit_is_refused_or_sound(store: Store, files: Files) -> None:
    data = zipped({name: content for name, content in files.items() if len(content) < 100_000})
    assert import_run(store, data)
    for position in range(0, len(data), 5):  # many are in the headers of members
        spoilt = bytearray(data)
        spoilt[position] ^= 0x10
        with contextlib.suppress(ArchiveError):
            import_run(store, bytes(spoilt))


@pytest.mark.parametrize(
    "name", ["../spec.json", "/etc/passwd", "a/spec.json", "C:\\x", "SPEC.JSON", "x" * 5000, "é\n"]
)
def test_a_hostile_name_is_refused(store: Store, files: Files, name: str) -> None:
    assert "not of a run" in refused(store, zipped(files | {name: b"x"}))


def test_thousands_of_entries_are_refused_unread(store: Store, files: Files) -> None:
    assert "table of contents is too long" in refused(
        store, zipped(files | {f"{number}.txt": b"" for number in range(3000)})
    )


def test_a_table_of_contents_of_64_bits_is_refused(store: Store, files: Files) -> None:
    """Its length would stand elsewhere."""
    data = zipped(files)
    end = data.rindex(b"PK\x05\x06")
    assert "too long" in refused(store, data[:end] + b"PK\x06\x07" + bytes(16) + data[end:])


def test_a_name_given_twice_is_refused(store: Store, files: Files) -> None:
    packed = io.BytesIO(zipped(files))
    with zipfile.ZipFile(packed, "a") as target, pytest.warns(UserWarning, match="Duplicate"):
        target.writestr("spec.json", files["spec.json"])
    assert "two files" in refused(store, packed.getvalue())


def test_an_encrypted_zip_is_refused(store: Store, files: Files) -> None:
    data = bytearray(zipped(files))
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + offset] |= 1
    assert "encrypted" in refused(store, bytes(data))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_unusual_compression_is_refused(store: Store, files: Files, method: int) -> None:
    assert "ordinary zip" in refused(store, zipped(files, method))


def test_an_unknown_compression_is_refused(store: Store, files: Files) -> None:
    data = bytearray(zipped(files))
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + 10, 77)
    assert "ordinary zip" in refused(store, bytes(data))


@pytest.mark.parametrize("name", ["spec.json", "log.txt", "evaluation.npz"])
def test_a_large_file_is_refused(store: Store, files: Files, name: str) -> None:
    large = zipped(files | {name: bytes(archive.LIMITS[name] + 1)})
    assert f"{name}: expected at most" in refused(store, large)


def test_a_zip_bomb_that_lies_about_its_size_is_refused(store: Store, files: Files) -> None:
    data = bytearray(zipped({"log.txt": bytes(50_000_000)} | files | {"log.txt": bytes(10**8)}))
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", data, data.index(signature) + offset, 100)
    assert len(data) < 800_000
    refused(store, bytes(data))


def test_many_files_within_their_limits_are_too_much_together(
    store: Store, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "TOTAL_LIMIT", sum(map(len, files.values())) - 1)
    assert "at most" in refused(store, zipped(files))

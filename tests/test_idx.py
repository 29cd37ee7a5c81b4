"""IDX files, good and bad."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cnn_core import idx

SHAPE = (5, 3, 2)
ARRAY = np.arange(30, dtype=np.uint8).reshape(SHAPE)
PLAIN = idx.encode(ARRAY)


def write(folder: Path, content: bytes, name: str = "images") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def test_header_is_the_published_one() -> None:
    assert idx.header((60_000, 28, 28)).hex() == "00000803" + "0000ea60" + "0000001c" * 2
    assert idx.header((10_000,)).hex() == "00000801" + "00002710"


def test_plain_and_compressed_are_read_alike(tmp_path: Path) -> None:
    for path in (
        write(tmp_path, PLAIN),
        write(tmp_path, gzip.compress(PLAIN), "images.gz"),
    ):
        np.testing.assert_array_equal(idx.read(path, SHAPE), ARRAY)


@pytest.mark.parametrize("first", [0, 2, 5, 9])
def test_first_items(tmp_path: Path, first: int) -> None:
    np.testing.assert_array_equal(idx.read(write(tmp_path, PLAIN), SHAPE, first), ARRAY[:first])


def test_first_items_do_not_need_the_rest_of_the_file(tmp_path: Path) -> None:
    path = write(tmp_path, PLAIN[:-6])
    np.testing.assert_array_equal(idx.read(path, SHAPE, 4), ARRAY[:4])


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "expected the IDX header 00000803. Received: an empty file"),
        (b"\x1f\x8b", "expected the IDX header 00000803. Received: 1f8b"),
        (b"<html>", "Received: 3c68746d"),
        (idx.encode(ARRAY[:, 0, 0]), "Received: 00000801"),
        (PLAIN[:10], r"expected the dimensions \(5, 3, 2\). Received: \(5,\)"),
        (idx.encode(ARRAY[:4]), r"Received: \(4, 3, 2\)"),
        (idx.header((2**32 - 1, 3, 2)), r"Received: \(4294967295, 3, 2\)"),
        (PLAIN[:-1], "expected 30 bytes. Received: 29"),
        (PLAIN + b"\0", "expected 30 bytes. Received: more"),
    ],
)
def test_what_does_not_fit_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(idx.IdxError, match=f"^images: .*{message}"):
        idx.read(write(tmp_path, content), SHAPE)


@pytest.mark.parametrize(
    "content",
    [gzip.compress(PLAIN)[:-10], gzip.compress(PLAIN)[:-5] + b"12345", b"garbage", PLAIN],
    ids=["truncated", "wrong checksum", "garbage", "not compressed"],
)
def test_damaged_compression_is_named(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(idx.IdxError, match=r"^images\.gz: damaged compression"):
        idx.read(write(tmp_path, content, "images.gz"), SHAPE)


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = gzip.compress(PLAIN + bytes(100_000_000), 1)
    with pytest.raises(idx.IdxError, match="Received: more"):
        idx.read(write(tmp_path, bomb, "images.gz"), SHAPE)


@given(st.data())
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damage_is_found_or_harmless(tmp_path: Path, data: st.DataObject) -> None:
    content = bytearray(gzip.compress(PLAIN, mtime=0))
    position = data.draw(st.integers(0, len(content) - 1))
    content[position] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(content)))
    try:
        read = idx.read(write(tmp_path, bytes(content[:end]), "images.gz"), SHAPE)
    except idx.IdxError:
        return
    np.testing.assert_array_equal(read, ARRAY)

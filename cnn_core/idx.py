"""IDX, the format in which MNIST and its successors are published: big-endian header, then bytes.

A file is not trusted: nothing beyond the expected size is read, and whatever does not fit is
an IdxError. The format: http://yann.lecun.com/exdb/mnist (two zero bytes, 0x08 for unsigned
bytes, the number of dimensions, then each dimension as a 32-bit integer).
"""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path
from typing import IO, cast

import numpy as np
from numpy.typing import NDArray

UNSIGNED_BYTE = 0x08
PIECE = 1 << 20


class IdxError(ValueError):
    """The file is not the IDX file that was expected. The message begins with the file's name."""


def read(path: Path, shape: tuple[int, ...], first: int | None = None) -> NDArray[np.uint8]:
    """Read a file of unsigned bytes, plain or compressed (`.gz`).

    Args:
        shape: the dimensions that the header must state, e.g. (60000, 28, 28) or (60000,).
        first: read only that many items of the first dimension; None reads all of them, and
            then the file must end with them.

    Returns:
        Array of `shape`, or of (first, *shape[1:]).

    Raises:
        IdxError: another header, too few or too many bytes, or a damaged compression.
        OSError: the file cannot be opened.
    """
    try:
        with _open(path) as file:
            _check_header(file.read(4 + 4 * len(shape)), shape)
            array = read_items(file, shape, first)
            if first is None and file.read(1):
                raise ValueError(f"expected {array.size:,} bytes. Received: more")
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise IdxError(f"{path.name}: damaged compression ({error})") from None
    except ValueError as error:
        raise IdxError(f"{path.name}: {error}") from None
    return array


def read_items(
    file: IO[bytes], shape: tuple[int, ...], first: int | None = None
) -> NDArray[np.uint8]:
    """The array, or its first few items, from the file's next bytes; ValueError if they end.

    Reads in pieces: the decompressors would hold a second copy of what is read at once.
    """
    items = shape[0] if first is None else min(first, shape[0])
    array = np.empty((items, *shape[1:]), np.uint8)
    left = array.reshape(-1)
    while left.size:
        piece = file.read(min(PIECE, left.size))
        if not piece:
            received = array.size - left.size
            raise ValueError(f"expected {array.size:,} bytes. Received: {received:,}")
        left[: len(piece)] = np.frombuffer(piece, np.uint8)
        left = left[len(piece) :]
    return array


def encode(array: NDArray[np.uint8]) -> bytes:
    """The array as an uncompressed IDX file: what `read` reads."""
    return header(array.shape) + array.tobytes()


def header(shape: tuple[int, ...]) -> bytes:
    """The first 4 + 4·dimensions bytes of a file of unsigned bytes."""
    sizes = np.array(shape, dtype=">u4").tobytes()
    return bytes((0, 0, UNSIGNED_BYTE, len(shape))) + sizes


def _open(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path) if path.suffix == ".gz" else path.open("rb"))


def _check_header(received: bytes, shape: tuple[int, ...]) -> None:
    expected = header(shape)
    if received[:4] != expected[:4]:
        start = received[:4].hex() or "an empty file"
        raise ValueError(f"expected the IDX header {expected[:4].hex()}. Received: {start}")
    if received != expected:
        sizes = tuple(np.frombuffer(received[4 : len(received) // 4 * 4], ">u4").tolist())
        raise ValueError(f"expected the dimensions {shape}. Received: {sizes}")

"""IDX, the format in which MNIST and its successors are published: big-endian header, then bytes.

A file is not trusted: nothing beyond the expected size is read, and whatever does not fit is
an IdxError. The format: http://yann.lecun.com/exdb/mnist (two zero bytes, 0x08 for unsigned
bytes, the number of dimensions, then each dimension as a 32-bit integer).
"""

from __future__ import annotations

import gzip
import zlib
from math import prod
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

UNSIGNED_BYTE = 0x08


class IdxError(ValueError):
    """The file is not the IDX file that was expected. The message begins with the file's name."""


def read(path: Path, shape: tuple[int, ...], first: int | None = None) -> NDArray[np.uint8]:
    """Read a file of unsigned bytes, plain or compressed (`.gz`).

    Args:
        shape: the dimensions that the header must state, e.g. (60000, 28, 28) or (60000,).
        first: read only that many items of the first dimension; None reads all of them, and
            then the file must end with them.

    Returns:
        Read-only array of `shape`, or of (first, *shape[1:]).

    Raises:
        IdxError: another header, too few or too many bytes, or a damaged compression.
        OSError: the file cannot be opened.
    """
    wanted = shape if first is None else (min(first, shape[0]), *shape[1:])
    with _open(path) as file:
        try:
            _check_header(path, file.read(4 + 4 * len(shape)), shape)
            data = file.read(prod(wanted))
            surplus = first is None and file.read(1)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise IdxError(f"{path.name}: damaged compression ({error})") from None
    if len(data) != prod(wanted) or surplus:
        received = f"more than {len(data):,}" if surplus else f"{len(data):,}"
        raise IdxError(f"{path.name}: expected {prod(wanted):,} bytes. Received: {received}")
    return np.frombuffer(data, np.uint8).reshape(wanted)


def encode(array: NDArray[np.uint8]) -> bytes:
    """The array as an uncompressed IDX file: what `read` reads."""
    return header(array.shape) + array.tobytes()


def header(shape: tuple[int, ...]) -> bytes:
    """The first 4 + 4·dimensions bytes of a file of unsigned bytes."""
    sizes = np.array(shape, dtype=">u4").tobytes()
    return bytes((0, 0, UNSIGNED_BYTE, len(shape))) + sizes


def _open(path: Path) -> BinaryIO:
    return cast(BinaryIO, gzip.open(path) if path.suffix == ".gz" else path.open("rb"))


def _check_header(path: Path, received: bytes, shape: tuple[int, ...]) -> None:
    expected = header(shape)
    if received[:4] != expected[:4]:
        raise IdxError(
            f"{path.name}: expected the IDX header {expected[:4].hex()}. "
            f"Received: {received[:4].hex() or 'an empty file'}"
        )
    if received != expected:
        sizes = tuple(np.frombuffer(received[4 : len(received) // 4 * 4], ">u4").tolist())
        raise IdxError(f"{path.name}: expected the dimensions {shape}. Received: {sizes}")

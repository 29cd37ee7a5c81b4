"""Arrays as an npz and back, from bytes that are not trusted: sizes seen first, no pickle."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]
Number = TypeVar("Number", bound=np.generic)
UNREADABLE = (
    OSError, EOFError, ValueError, KeyError, MemoryError, RuntimeError,
    zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What zipfile and numpy raise at bytes that are not a sound npz (RuntimeError: encrypted)."""


class NpzError(Exception):
    """The bytes are not the arrays that are expected; the message is one sentence."""


def pack(arrays: Arrays) -> bytes:
    """A deflated npz of these arrays."""
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    return file.getvalue()


def read(data: bytes, most_bytes: int) -> Arrays:
    """The arrays of an npz, once its table of contents has shown that they are not too large.

    `most_bytes` is their size unpacked. Raises NpzError.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > most_bytes:
            raise NpzError(f"Expected at most {most_bytes:,} bytes. Received: {size:,}")
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            return dict(arrays.items())
    except UNREADABLE as error:
        raise NpzError(f"The arrays cannot be read ({error}).") from None


def take(arrays: Arrays, name: str, dtype: type[Number], dimensions: int) -> NDArray[Number]:
    """The array of that name, type and number of dimensions. Raises NpzError."""
    array = arrays.get(name)
    if array is None or array.dtype != dtype or array.ndim != dimensions:
        received = "nothing" if array is None else f"{array.dtype}, {array.ndim} dimensions"
        expected = f"{dtype.__name__}, {dimensions} dimensions"
        raise NpzError(f"{name}: expected {expected}. Received: {received}")
    return array.astype(dtype)

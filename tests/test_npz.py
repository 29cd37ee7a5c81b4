"""Arrays to bytes and back, and bytes that are something else."""

from __future__ import annotations

import io

import numpy as np
import pytest

from cnn_core import npz
from cnn_core.npz import NpzError

ARRAYS = {"x": np.arange(6, dtype=np.uint8).reshape(2, 3), "y": np.ones(2, np.float32)}


def test_arrays_come_back_as_they_were() -> None:
    back = npz.read(npz.pack(ARRAYS), 10_000)
    assert back.keys() == ARRAYS.keys()
    np.testing.assert_array_equal(npz.take(back, "x", np.uint8, 2), ARRAYS["x"])


@pytest.mark.parametrize(
    ("name", "dtype", "dimensions", "received"),
    [("z", np.uint8, 1, "nothing"), ("x", np.int8, 2, "uint8"), ("x", np.uint8, 1, "2 dimensions")],
)
def test_another_array_is_refused(
    name: str, dtype: type[np.generic], dimensions: int, received: str
) -> None:
    with pytest.raises(NpzError, match=f"{name}: expected .* Received: .*{received}"):
        npz.take(ARRAYS, name, dtype, dimensions)


def test_a_bomb_is_not_unpacked() -> None:
    with pytest.raises(NpzError, match="at most 1,000,000 bytes"):
        npz.read(npz.pack({"x": np.zeros(2_000_000, np.uint8)}), 1_000_000)


def objects() -> bytes:
    file = io.BytesIO()
    np.savez(file, x=np.array([object()]))
    return file.getvalue()


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no zip", npz.pack(ARRAYS)[:-30], objects()])
def test_what_is_no_npz_is_refused(data: bytes) -> None:
    with pytest.raises(NpzError, match="cannot be read"):
        npz.read(data, 10_000)

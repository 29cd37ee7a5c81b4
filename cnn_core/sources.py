"""Where the datasets' files lie, and how they are read.

MNIST is in the repository. Fashion-MNIST is looked for in the folder of Debian's package
dataset-fashion-mnist, then in Keras' cache, which `cnn_core.learning.download` fills.
"""

from __future__ import annotations

import os
import zipfile
import zlib
from pathlib import Path
from tokenize import TokenError
from typing import Literal

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from cnn_core import idx
from cnn_core.spec import CLASSES, TRAINING_IMAGES

Part = Literal["train", "test"]

TEST_IMAGES = 10_000
COUNTS: dict[Part, int] = {"train": TRAINING_IMAGES, "test": TEST_IMAGES}
MNIST_FILE = Path(__file__).parent / "data" / "mnist.npz"
DEBIAN_FOLDER = Path("/usr/share/datasets/fashion-mnist")
IDX_NAMES: dict[Part, tuple[str, str]] = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}
"""The files of MNIST and of Fashion-MNIST: (pixels, labels)."""
_FASHION_FILES = tuple(f"{name}.gz" for part in IDX_NAMES.values() for name in part)
FASHION_MISSING = (
    "Fashion-MNIST is not on this machine: download it on the Train page, "
    "or install Debian's package dataset-fashion-mnist."
)

Bytes = NDArray[np.uint8]
_DAMAGES = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    RuntimeError,
    TokenError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What zipfile, numpy and gzip raise on files that are not what they seem."""


class DatasetUnavailable(Exception):  # noqa: N818 (a state of the machine, not a fault)
    """A dataset is missing or damaged. The message tells the user what to do about it."""


def read_mnist(part: Part, first: int | None = None) -> tuple[Bytes, Bytes]:
    """Pixels (count, 28, 28) and labels (count,), all or the first few.

    Raises DatasetUnavailable if the file in the repository is missing or damaged.
    """
    count = COUNTS[part]
    try:
        with zipfile.ZipFile(MNIST_FILE) as archive:
            pixels = _read_npy(archive, f"x_{part}.npy", (count, 28, 28), first)
            labels = _read_npy(archive, f"y_{part}.npy", (count,), first)
            return pixels, _checked(labels)
    except _DAMAGES as error:
        raise DatasetUnavailable(
            f"MNIST's file {MNIST_FILE.name} is missing or damaged ({error}): "
            "put it back with `git checkout cnn_core/data`."
        ) from None


def read_fashion(part: Part, first: int | None = None) -> tuple[Bytes, Bytes]:
    """As `read_mnist`, from the first folder that has all four files."""
    folder = fashion_folder()
    if folder is None:
        raise DatasetUnavailable(FASHION_MISSING)
    count = COUNTS[part]
    pixels, labels = (folder / f"{name}.gz" for name in IDX_NAMES[part])
    try:
        return (
            idx.read(pixels, (count, 28, 28), first),
            _checked(idx.read(labels, (count,), first)),
        )
    except (OSError, ValueError) as error:
        raise DatasetUnavailable(
            f"Fashion-MNIST in {folder} is damaged ({error}): "
            "delete the file, then download it on the Train page."
        ) from None


def files(dataset: Literal["mnist", "fashion_mnist"]) -> tuple[Path, ...]:
    """The files that a dataset is read from. Raises DatasetUnavailable where they are missing."""
    if dataset == "mnist":
        return (MNIST_FILE,)
    folder = fashion_folder()
    if folder is None:
        raise DatasetUnavailable(FASHION_MISSING)
    return tuple(folder / name for name in _FASHION_FILES)


def fashion_folder() -> Path | None:
    """The first folder that has the four files: Debian's, else Keras' cache."""
    for folder in (DEBIAN_FOLDER, keras_folder()):
        if all((folder / name).is_file() for name in _FASHION_FILES):
            return folder
    return None


def keras_folder() -> Path:
    """Where Keras keeps Fashion-MNIST: under KERAS_HOME, else under ~/.keras."""
    home = os.environ.get("KERAS_HOME") or os.path.expanduser("~/.keras")
    return Path(home) / "datasets" / "fashion-mnist"


def _read_npy(
    archive: zipfile.ZipFile, name: str, shape: tuple[int, ...], first: int | None
) -> Bytes:
    """Decompress an array of bytes from an NPZ file, no further than the first few items."""
    with archive.open(name) as member:
        npy.read_magic(member)
        received, fortran_order, dtype = npy.read_array_header_1_0(member)
        if (received, fortran_order, dtype) != (shape, False, np.dtype(np.uint8)):
            raise ValueError(f"{name}: expected {shape} uint8. Received: {received} {dtype}")
        return idx.read_items(member, shape, first)


def _checked(labels: Bytes) -> Bytes:
    largest = labels.max(initial=0)
    if largest >= CLASSES:
        raise ValueError(f"expected labels from 0 to {CLASSES - 1}. Received: {largest}")
    return labels

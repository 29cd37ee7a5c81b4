"""Fashion-MNIST by Keras' own downloader, into Keras' own cache folder."""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import keras

from cnn_core.sources import DatasetUnavailable, keras_folder

ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
"""Where keras.datasets.fashion_mnist gets it."""
REPORT_SECONDS = 0.2
TIMEOUT_SECONDS = 30.0
"""Without an answer for so long the server counts as unreachable."""


@dataclass(frozen=True)
class RemoteFile:
    name: str
    size: int
    """In bytes."""
    md5: str


FASHION_FILES = (
    RemoteFile("train-images-idx3-ubyte.gz", 26_421_880, "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
    RemoteFile("train-labels-idx1-ubyte.gz", 29_515, "25c81989df183df01b3e8a0aad5dffbe"),
    RemoteFile("t10k-images-idx3-ubyte.gz", 4_422_102, "bef4ecab320f06d8554ea6380940ec79"),
    RemoteFile("t10k-labels-idx1-ubyte.gz", 5_148, "bb300cfdad3c16e7a12a480ee83cd310"),
)
"""As published by their authors: https://github.com/zalandoresearch/fashion-mnist."""


def download(
    progress: Callable[[float], None],
    origin: str = ORIGIN,
    files: tuple[RemoteFile, ...] = FASHION_FILES,
) -> None:
    """Download all files, check them, and only then put them where `cnn_core.sources` looks.

    Args:
        progress: called about five times a second with the share that has arrived, 0 to 1.

    Raises:
        DatasetUnavailable: no network, another content than expected, or no room on the disk.
    """
    folder = keras_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=folder) as name, ThreadPoolExecutor(1) as thread:
            arriving = Path(name)
            _report(thread.submit(_fetch, arriving, origin, files), progress, arriving, files)
            for file in files:
                (arriving / file.name).replace(folder / file.name)
    except Exception as error:  # Keras raises plain Exception when a server does not answer.
        raise DatasetUnavailable(
            f"Fashion-MNIST could not be downloaded ({error}): connect this machine to the "
            "network, or install Debian's package dataset-fashion-mnist."
        ) from error
    progress(1.0)


def _fetch(folder: Path, origin: str, files: tuple[RemoteFile, ...]) -> None:
    before = socket.getdefaulttimeout()
    socket.setdefaulttimeout(TIMEOUT_SECONDS)
    try:
        for file in files:
            keras.utils.get_file(
                file.name, origin + file.name, file_hash=file.md5, cache_subdir=str(folder)
            )
    finally:
        socket.setdefaulttimeout(before)


def _report(
    download: Future[None],
    progress: Callable[[float], None],
    folder: Path,
    files: tuple[RemoteFile, ...],
) -> None:
    """Watch the files grow until the download has ended; raises what it raised."""
    total = sum(file.size for file in files)
    while wait([download], REPORT_SECONDS).not_done:
        sizes = (folder / file.name for file in files)
        progress(min(1.0, sum(path.stat().st_size for path in sizes if path.is_file()) / total))
    download.result()

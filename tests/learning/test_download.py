"""The downloader against a real server on this machine, and against none."""

import gzip
import hashlib
import socket
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError

import numpy as np
import pytest

from cnn_core import idx, sources
from cnn_core.datasets import DatasetUnavailable, available, load_test, sample
from cnn_core.learning.download import FASHION_FILES, RemoteFile, download


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty Keras cache, no Debian package, and no proxy before the local server."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(sources, "DEBIAN_FOLDER", tmp_path / "nothing")
    return sources.keras_folder()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four files of the right form, whose images are all of the grey 7 and of class 3."""
    folder = tmp_path_factory.mktemp("served")
    for part, (pixels, labels) in sources.IDX_NAMES.items():
        count = sources.COUNTS[part]
        for name, array in (
            (pixels, np.full((count, 28, 28), 7, np.uint8)),
            (labels, np.full(count, 3, np.uint8)),
        ):
            (folder / f"{name}.gz").write_bytes(gzip.compress(idx.encode(array), 1))
    return folder


@pytest.fixture(scope="module")
def files(folder: Path) -> tuple[RemoteFile, ...]:
    contents = {file.name: (folder / file.name).read_bytes() for file in FASHION_FILES}
    return tuple(
        RemoteFile(name, len(content), hashlib.md5(content).hexdigest())
        for name, content in contents.items()
    )


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def origin(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def test_a_download_makes_the_dataset_available(
    origin: str, files: tuple[RemoteFile, ...], cache: Path
) -> None:
    assert available("fashion_mnist") is not None
    shares: list[float] = []
    download(shares.append, origin, files)
    assert available("fashion_mnist") is None
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert {path.name for path in cache.iterdir()} == {file.name for file in files}
    assert (load_test("fashion_mnist").pixels == 7).all()
    assert (sample("fashion_mnist", 5).labels == 3).all()


def test_progress_is_the_share_that_has_arrived(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server holds back the second half until half has been reported."""
    reported = threading.Event()
    content = bytes(200_000)

    class Hesitant(Quiet):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[:100_000])
            self.wfile.flush()
            assert reported.wait(10)
            self.wfile.write(content[100_000:])

    def progress(share: float) -> None:
        if 0.2 < share <= 0.5:
            reported.set()

    with ThreadingHTTPServer(("127.0.0.1", 0), Hesitant) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        file = RemoteFile("file.gz", len(content), hashlib.md5(content).hexdigest())
        download(progress, f"http://127.0.0.1:{server.server_port}/", (file,))
        server.shutdown()
        thread.join()
    assert reported.is_set()
    assert (cache / "file.gz").read_bytes() == content


def test_no_network_is_said_in_one_sentence(cache: Path) -> None:
    with pytest.raises(DatasetUnavailable, match="connect this machine to the network") as caught:
        download(lambda share: None, f"http://127.0.0.1:{closed_port()}/")
    assert "\n" not in str(caught.value)
    assert "Connection refused" in str(caught.value)
    assert list(cache.iterdir()) == []


def test_a_missing_file_leaves_nothing_behind(
    origin: str, files: tuple[RemoteFile, ...], cache: Path
) -> None:
    with pytest.raises(DatasetUnavailable, match="404") as caught:
        download(lambda share: None, origin, (*files, RemoteFile("gone.gz", 1, "0" * 32)))
    answer = caught.value.__cause__.__context__
    assert isinstance(answer, HTTPError)
    answer.close()  # Keras leaves it open, and warnings are errors here.
    assert list(cache.iterdir()) == []


def test_another_content_is_refused(
    origin: str, files: tuple[RemoteFile, ...], cache: Path
) -> None:
    changed = RemoteFile(files[1].name, files[1].size, "0" * 32)
    with pytest.raises(DatasetUnavailable, match="hash does not match"):
        download(lambda share: None, origin, (files[0], changed))
    assert list(cache.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "file"))
    with pytest.raises(DatasetUnavailable, match="could not be downloaded"):
        download(lambda share: None)

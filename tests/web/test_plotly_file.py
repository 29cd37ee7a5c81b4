"""Plotly's script as a static file, also where several write it at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import plotly
import pytest

from cnn_core.web import plotly_file
from cnn_core.web.plotly_file import serve_plotly


@pytest.fixture(autouse=True)
def static(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(plotly_file, "STATIC", tmp_path / "static")
    return tmp_path / "static"


def test_first_pages_at_once_write_it_whole_and_alone(static: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        for written in [pool.submit(serve_plotly) for _ in range(8)]:
            written.result()
    (file,) = static.iterdir()
    source = Path(plotly.__file__).parent / "package_data" / file.name
    assert file.read_bytes() == source.read_bytes()


def test_what_is_there_is_left_alone(static: Path) -> None:
    serve_plotly()
    (file,) = static.iterdir()
    before = file.stat().st_mtime_ns
    serve_plotly()
    assert file.stat().st_mtime_ns == before

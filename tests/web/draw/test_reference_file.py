"""The static file of training digits: written once, and again where it is damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from cnn_core.drawing.neighbours import SIZE
from cnn_core.web.draw import reference_file
from cnn_core.web.draw.reference_file import serve_reference


@pytest.fixture
def static(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(reference_file, "STATIC", tmp_path / "static")
    return tmp_path / "static"


def test_the_file_is_where_the_address_says(static: Path) -> None:
    address = serve_reference("mnist")
    assert address == "app/static/mnist-digits-1.bin"
    (file,) = static.iterdir()
    assert (file.name, file.stat().st_size) == ("mnist-digits-1.bin", SIZE)


def test_it_is_written_again_only_where_it_is_cut_short(static: Path) -> None:
    serve_reference("mnist")
    (file,) = static.iterdir()
    whole = file.read_bytes()
    file.write_bytes(bytes(SIZE))
    serve_reference("mnist")
    assert file.read_bytes() == bytes(SIZE)
    file.write_bytes(whole[:1000])
    serve_reference("mnist")
    assert file.read_bytes() == whole

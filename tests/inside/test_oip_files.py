"""Patterns as files, and the faults in what is asked of the command line."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cnn_core.cli import main
from cnn_core.inside.oips import Oips
from cnn_core.payload import digest
from cnn_core.presets import ARTICLE
from cnn_core.questions import Maximise
from cnn_core.records import LATEST, State, Studied
from cnn_core.store import Store
from tests.found_oips import oips
from tests.payloads import payload

FOUND = oips(maps=64, dead=(7,))


@pytest.fixture
def run(store: Store, monkeypatch: pytest.MonkeyPatch) -> int:
    """The article's network, with patterns of its third convolution."""
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    run = store.submit(ARTICLE, "asked")
    network = payload(ARTICLE.architecture)
    claim = store.claim(1, only=run)
    assert claim
    store.end(claim, State.STOPPED, artifacts={"payload": network})
    found = Studied(digest(network), FOUND.to_bytes())
    store.studies.keep(run, LATEST, Maximise(layer=4), found)
    return run


def maximise(run: int, file: Path, *options: str) -> int:
    return main(["maximise", str(run), "--out", str(file), *options])


def test_all_arrays_or_those_of_one_map(run: int, tmp_path: Path) -> None:
    file = tmp_path / "found.npz"
    assert maximise(run, file, "--layer", "5") == 0
    assert file.read_bytes() == FOUND.to_bytes()
    assert maximise(run, file, "--layer", "5", "--map", "64") == 0
    one = Oips.from_bytes(file.read_bytes())
    np.testing.assert_array_equal(one.patterns[0], FOUND.patterns[63])


def test_a_picture_of_the_best_or_of_all_starts(run: int, tmp_path: Path) -> None:
    file = tmp_path / "found.PNG"
    assert maximise(run, file, "--layer", "5") == 0
    best = np.asarray(Image.open(io.BytesIO(file.read_bytes())).convert("L"))
    np.testing.assert_array_equal(255 - best[12:96:3, 12:96:3], FOUND.patterns[0, 0])
    assert maximise(run, file, "--layer", "5", "--map", "8") == 0
    starts = np.asarray(Image.open(io.BytesIO(file.read_bytes())).convert("L"))
    np.testing.assert_array_equal(255 - starts[12:96:3, 108:192:3], FOUND.patterns[7, 1])
    assert starts.shape[0] < best.shape[0]


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--layer", "6"], "--layer: expected one of 1, 2, 3, 4, 5, 7, 8. Received: 6 Flatten"),
        (["--layer", "9"], "--layer: expected one of 1, 2, 3, 4, 5, 7, 8. Received: 9"),
        (["--layer", "0"], "Invalid value for '--layer': 0 is not in the range x>=1."),
        (["--layer", "5", "--map", "65"], "--map: expected 1 to 64. Received: 65"),
        (["--layer", "5", "--map", "0"], "Invalid value for '--map': 0 is not in the range x>=1."),
        ([], "Missing option '--layer'."),
    ],
)
def test_what_is_asked_wrongly_is_told_in_a_line(
    run: int, tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], line: str
) -> None:
    assert maximise(run, tmp_path / "found.png", *options) == 2
    assert capsys.readouterr().err == f"{line}\n"


def test_a_file_that_cannot_be_is_told_before_anything_is_computed(
    run: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, line in (("found.jpg", "ends in .png or .npz"), ("no/found.png", "no folder")):
        assert maximise(run, tmp_path / name, "--layer", "3") == 2
        assert line in capsys.readouterr().err


def test_damaged_patterns_are_told(
    store: Store, run: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    network = store.studies.read(run, LATEST, Maximise(layer=4))
    assert network
    store.studies.keep(run, LATEST, Maximise(layer=4), Studied(network.network, b"damaged"))
    assert maximise(run, tmp_path / "found.png", "--layer", "5") == 1
    assert "The patterns of layer 5 are damaged." in capsys.readouterr().err

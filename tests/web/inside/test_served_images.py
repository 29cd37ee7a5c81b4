"""The static files of a test set: written once, and again where they are damaged."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from py_mini_racer import MiniRacer

from cnn_core.datasets import Images
from cnn_core.web.inside import served_images
from cnn_core.web.inside.served_images import IN_A_FILE, serve_test_set
from cnn_core.web_files import read

COUNT = 2 * IN_A_FILE + IN_A_FILE // 2
RNG = np.random.default_rng(5)
IMAGES = Images(
    RNG.integers(0, 256, (COUNT, 28, 28), np.uint8), RNG.integers(0, 10, COUNT).astype(np.uint8)
)


@pytest.fixture
def static(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(served_images, "STATIC", tmp_path / "static")
    return tmp_path / "static"


def files(address: str, static: Path) -> list[Path]:
    """By number."""
    prefix, name = address.rsplit("/", 1)
    assert prefix == "app/static"
    found = [static / f"{name}-{number}.bin" for number in range(3)]
    assert sorted(static.iterdir()) == found
    return found


def test_the_browser_reads_every_image_out_of_them(static: Path) -> None:
    labels: list[int] = []
    pixels: list[int] = []
    with MiniRacer() as engine:
        engine.eval(f'"use strict";{read("inside/images_file.js")}0')
        for file in files(serve_test_set("mnist", IMAGES), static):
            script = f"readImages(Uint8Array.from({list(file.read_bytes())}))"
            told = engine.eval(
                f"(({{labels, pixels}}) => JSON.stringify([[...labels], [...pixels]]))({script})"
            )
            found = json.loads(told)
            labels += found[0]
            pixels += found[1]
    assert np.array_equal(labels, IMAGES.labels)
    assert np.array_equal(pixels, IMAGES.pixels.ravel())


def test_browser_and_server_cut_alike() -> None:
    assert f"const IN_A_FILE = {IN_A_FILE};" in read("inside/test_set.js")


def test_only_what_is_damaged_is_written_again(static: Path) -> None:
    cut, changed, sound = files(serve_test_set("mnist", IMAGES), static)
    whole = [file.read_bytes() for file in (cut, changed)]
    cut.write_bytes(whole[0][:1000])
    changed.write_bytes(bytes(len(whole[1])))
    before = sound.stat().st_mtime_ns, sound.stat().st_ino
    serve_test_set("mnist", IMAGES)
    assert [file.read_bytes() for file in (cut, changed)] == whole
    assert (sound.stat().st_mtime_ns, sound.stat().st_ino) == before


def test_other_images_have_another_address(static: Path) -> None:
    addresses = {
        serve_test_set("mnist", IMAGES),
        serve_test_set("fashion_mnist", IMAGES),
        serve_test_set("mnist", Images(IMAGES.pixels, IMAGES.labels[::-1])),
        serve_test_set("mnist", Images(IMAGES.pixels[::-1], IMAGES.labels)),
    }
    assert len(addresses) == 4

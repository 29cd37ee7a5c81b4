"""The charts of a run as files that others open."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from cnn_core.formats import FORMATS, FormatError
from cnn_core.machine import with_fixed_threads
from cnn_core.presets import ARTICLE
from cnn_core.records import Point
from cnn_core.run_report.png import SCALE, png
from cnn_core.store import Store
from tests.ended_runs import answers, ended, wrong_at

TABLES = {f"{name}.csv" for name in ("network", "curves", "epochs", "confusions", "classes")}
DRAWINGS = ("network", "loss", "accuracy", "epochs", "confusions", "classes")
ALL = TABLES | {f"{name}.{ending}" for name in DRAWINGS for ending in ("svg", "png")}


def files(store: Store, number: int) -> dict[str, bytes]:
    make = FORMATS["charts"].make
    assert make is not None
    with zipfile.ZipFile(io.BytesIO(make(store, store.run(number)))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pixels(picture: bytes) -> NDArray[np.uint8]:
    """(height, width, 3)"""
    with Image.open(io.BytesIO(picture)) as image:
        return np.asarray(image.convert("RGB"))


def add(store: Store, evaluation: bytes) -> int:
    run = replace(ended(spec=with_fixed_threads(ARTICLE)), step=844, epoch=1)
    history = [
        Point("batch", 844, 1, 1.0, loss=0.1, accuracy=0.9),
        Point("epoch", 844, 1, 1.0, loss=0.2, accuracy=0.9, val_loss=0.1, val_accuracy=0.95),
    ]
    return store.add(run, history, {"evaluation": evaluation})


def test_a_finished_run_has_all_of_them(store: Store) -> None:
    made = files(store, add(store, answers(wrong_at(3))))
    assert set(made) == ALL
    (row,) = [
        row
        for row in csv.DictReader(io.StringIO(made["curves.csv"].decode()))
        if row["kind"] == "epoch"
    ]
    assert (row["loss"], row["val_accuracy"]) == ("0.2", "0.95")


def test_drawings_are_files_of_their_own(store: Store) -> None:
    made = files(store, add(store, answers(wrong_at(3))))
    for name in DRAWINGS:
        text = made[f"{name}.svg"].decode()
        root = ElementTree.fromstring(text)
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert "var(" not in text
        assert re.search('class="(line|cell|mark)', text)
        width, height = (float(side) for side in root.attrib["viewBox"].split()[2:])
        drawn = pixels(made[f"{name}.png"])
        assert drawn.shape == (SCALE * height, SCALE * width, 3)
        assert (drawn != 255).any()


def test_a_picture_shows_the_texts_of_its_drawing(store: Store) -> None:
    made = files(store, add(store, answers(wrong_at(3))))
    svg = made["confusions.svg"].decode()
    bare, texts = re.subn("<text.*?</text>", "", svg)
    assert texts > 20
    changed = (pixels(made["confusions.png"]) != pixels(png(bare))).any(axis=2)
    assert changed.sum() > 20 * texts
    assert (pixels(png(bare)) != 255).any()


def test_a_run_that_waits_has_its_network_and_an_empty_table(store: Store) -> None:
    assert set(files(store, store.submit(ARTICLE, "waits"))) == {
        *("network.csv", "network.svg", "network.png", "curves.csv")
    }


def test_damaged_answers_are_told(store: Store) -> None:
    with pytest.raises(FormatError, match="Run 1: "):
        files(store, add(store, b"garbage"))

"""The charts of a run as files that others open."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from cnn_core.formats import FORMATS, FormatError
from cnn_core.machine import with_fixed_threads
from cnn_core.presets import ARTICLE
from cnn_core.records import Point
from cnn_core.store import Store
from tests.ended_runs import answers, ended, wrong_at

ALL = {
    *("curves.csv", "loss.svg", "accuracy.svg", "epochs.csv"),
    *("confusions.svg", "confusions.csv", "classes.csv"),
}


def files(store: Store, number: int) -> dict[str, str]:
    make = FORMATS["charts"].make
    assert make is not None
    with zipfile.ZipFile(io.BytesIO(make(store, store.run(number)))) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


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
        row for row in csv.DictReader(io.StringIO(made["curves.csv"])) if row["kind"] == "epoch"
    ]
    assert (row["loss"], row["val_accuracy"]) == ("0.2", "0.95")


def test_drawings_are_files_of_their_own(store: Store) -> None:
    for name, text in files(store, add(store, answers(wrong_at(3)))).items():
        if name.endswith(".svg"):
            root = ElementTree.fromstring(text)
            assert root.tag == "{http://www.w3.org/2000/svg}svg"
            assert "var(" not in text
            assert 'class="line' in text or 'class="cell"' in text


def test_a_run_that_waits_has_an_empty_table(store: Store) -> None:
    assert set(files(store, store.submit(ARTICLE, "waits"))) == {"curves.csv"}


def test_damaged_answers_are_told(store: Store) -> None:
    with pytest.raises(FormatError, match="Run 1: "):
        files(store, add(store, b"garbage"))

"""The table of formats, and why one cannot be made."""

from __future__ import annotations

from typing import get_args

import pytest

from cnn_core import formats
from cnn_core.conversion import Kind
from cnn_core.formats import FORMATS, missing_packages, obstacle
from cnn_core.store import State, Store
from tests.programs import ROOT
from tests.stored_runs import begun, ended


def test_files_of_one_run_have_names_of_their_own() -> None:
    endings = [wanted.ending for wanted in FORMATS.values()]
    assert len({*endings}) == len(endings)
    assert all(ending.startswith(".") for ending in endings)


def test_workers_make_what_nobody_else_makes() -> None:
    converted = {key for key, wanted in FORMATS.items() if wanted.make is None}
    assert converted == {*get_args(Kind)}


def test_requirements_name_the_packages() -> None:
    for wanted in FORMATS.values():
        lines = (ROOT / wanted.requirements).read_text().splitlines()
        named = {line.partition("==")[0] for line in lines if "==" in line}
        assert named >= {*wanted.packages}


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "find_spec", lambda name: None if name == "tf2onnx" else name)
    assert missing_packages(FORMATS["keras"]) is None
    assert missing_packages(FORMATS["onnx"]) == (
        "ONNX needs tf2onnx, which is not installed here: pip install -r requirements-onnx.txt"
    )


def test_a_run_must_have_what_a_format_needs(store: Store) -> None:
    claim = begun(store)
    run = store.run(claim.run)
    expected = {
        "keras": "Run 1 is running and has no saved model: train it to its end first.",
        "html": "Run 1 is running and has no weights for the browser: train it first.",
        "zip": "Run 1 is running: it can be packed when it has ended.",
    }
    assert {key: obstacle(store, run, FORMATS[key]) for key in expected} == expected
    store.flush(claim, artifacts={"payload": b"weights", "model": b"model"})
    assert obstacle(store, run, FORMATS["keras"]) is None
    assert obstacle(store, run, FORMATS["html"]) is None
    stopped = store.run(ended(store, State.STOPPED))
    assert obstacle(store, stopped, FORMATS["zip"]) is None

"""Commands about files: verify and load, with one real worker and many bad files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cnn_core.capsule.pack import export_capsule
from cnn_core.cli import main
from cnn_core.overrides import override
from cnn_core.records import Point
from cnn_core.store import Store
from tests import capsule_runs
from tests.keras_files import dense, image, keras_file, layer, sequential
from tests.programs import run_program


@pytest.fixture(autouse=True)
def used_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    return store


def capsule(store: Store, folder: Path, *changes: str, points: list[Point] | None = None) -> str:
    spec = override(capsule_runs.SPEC, changes)
    recorded = capsule_runs.batches() if points is None else points
    file = folder / "run.capsule.zip"
    file.write_bytes(export_capsule(store, capsule_runs.add(store, spec, recorded)))
    return str(file)


@pytest.mark.slow
def test_verify_names_the_first_batch_that_differs(store: Store, tmp_path: Path) -> None:
    file = capsule(store, tmp_path)
    before = store.runs()
    status, out, errors = run_program("verify", file, "--json")
    told = json.loads(out)
    assert status == 1, errors
    assert (told["equal"], told["missing"]) == (False, 0)
    assert (told["difference"]["epoch"], told["difference"]["batch"]) == (1, 1)
    assert told["difference"]["loss"][0] == 1.0
    assert "The processor: A processor then" in errors
    assert "The training images are others, by their SHA-256." in told["explanations"]
    assert store.runs() == before


def test_what_cannot_be_verified_is_bad_input(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["verify", capsule(store, tmp_path, "hardware.device=gpu")]) == 2
    assert "on a GPU" in capsys.readouterr().err
    assert main(["verify", capsule(store, tmp_path, points=[])]) == 2
    assert "No batch was recorded" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["verify", "load"])
def test_bad_files_are_told_in_a_line(
    verb: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], used_store: Store
) -> None:
    (tmp_path / "bad.zip").write_bytes(b"garbage")
    for name in ("bad.zip", "none.zip", "."):
        assert main([verb, str(tmp_path / name)]) == 2
        assert capsys.readouterr().err.count("\n") == 1
    assert used_store.runs() == []


def test_load_takes_in_capsules(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = capsule(store, tmp_path)
    assert main(["load", file, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == [{"run": 2, "told": []}]
    assert store.points(2) == store.points(1)


def test_load_names_the_layer_that_is_not_known(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "theirs.keras"
    model = sequential([image(), layer("Lambda", function="x"), layer("Flatten"), dense()])
    file.write_bytes(keras_file(model))
    assert main(["load", str(file)]) == 2
    assert "Layer 2 ('Lambda', 'lambda') is not known here" in capsys.readouterr().err

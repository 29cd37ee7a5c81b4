"""The command line with workers: real ones in programs of their own, and fake ones here."""

from __future__ import annotations

import json
import signal
from functools import partial
from pathlib import Path

import pytest

from cnn_core import engine, engines
from cnn_core.cli import main
from cnn_core.engine import Engine
from cnn_core.presets import MLP
from cnn_core.store import Store
from tests.drawing.test_picture_answers import photo
from tests.processes import wait_for
from tests.programs import FAKE, program, run_program

pytestmark = pytest.mark.slow
WITH_FAKES = """
import sys
from functools import partial
from cnn_core import engines
from cnn_core.cli import main
from tests.programs import FAKE
engines.Engine = partial(engines.Engine, command=FAKE)
sys.exit(main(sys.argv[1:]))
"""
QUICK = ["--set", "training.epochs=1", "--set", "data.train_images=400"]


@pytest.fixture(autouse=True)
def used_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    return store


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "Engine", partial(Engine, command=FAKE))
    monkeypatch.setattr(engine, "WORKER", FAKE)


def test_train_evaluate_and_predict_agree(store: Store, tmp_path: Path) -> None:
    status, out, errors = run_program("train", "--preset", "small", "--json", *QUICK)
    assert status == 0, errors
    report = json.loads(out)
    assert (report["run"], report["status"], report["weights"]) == (1, "finished", 18_146)
    assert out.count("\n") == 1
    assert 0 <= report["test_accuracy"] <= 1
    assert report["seconds"] > 0
    assert report["device"].startswith("CPU")
    status, out, errors = run_program("evaluate", "1", "--json")
    assert status == 0, errors
    again = json.loads(out)
    assert (again["test_accuracy"], again["status"]) == (report["test_accuracy"], "finished")
    pictures = [str(photo(tmp_path, number)) for number in range(3)]
    status, out, errors = run_program("predict", "1", "--json", *pictures)
    assert status == 0, errors
    answers = json.loads(out)
    assert [answer["picture"] for answer in answers] == pictures
    for answer in answers:
        probabilities = answer["probabilities"]
        assert sum(probabilities.values()) == pytest.approx(1, abs=1e-5)
        assert (
            probabilities[answer["answer"]] == answer["probability"] == max(probabilities.values())
        )
    file = tmp_path / "run.tflite"
    status, out, errors = run_program("export", "1", "--format", "litert", "--out", str(file))
    assert status == 0, errors
    assert out.startswith(f"{file}: {file.stat().st_size:,} bytes. Loaded again by LiteRT ")
    assert "the same answers to 1,000 test images" in out


def test_a_failed_run_ends_with_status_1(
    fakes: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["train", "--spec", spec_file(tmp_path, "fails"), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["status"], report["message"]) == ("failed", "The fake failed.")


@pytest.mark.parametrize(
    ("name", "status", "state"), [("endless", 0, "stopped"), ("deaf", 1, "interrupted")]
)
def test_ctrl_c_stops_and_twice_leaves(
    name: str, status: int, state: str, store: Store, tmp_path: Path
) -> None:
    """The second time comes once the worker knows of the first, and does nothing about it."""
    process = program("-c", WITH_FAKES, "train", "--spec", spec_file(tmp_path, name), "--json")
    wait_for(lambda: bool(store.runs()) and store.runs()[0].step > 0, seconds=60)
    process.send_signal(signal.SIGINT)
    if name == "deaf":
        wait_for(lambda: store.points(1, ["event"]), seconds=60)
        process.send_signal(signal.SIGINT)
    out, errors = process.communicate(timeout=30)
    assert errors == "\nStopping. Ctrl-C again leaves at once.\n"
    assert (process.returncode, json.loads(out)["status"]) == (status, state)


def spec_file(folder: Path, name: str) -> str:
    """A run is called as its file."""
    file = folder / f"{name}.json"
    file.write_text(MLP.to_json())
    return str(file)


def test_devices_are_what_a_worker_finds(fakes: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["devices", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["devices"] == [{"kind": "cpu", "name": "fake"}]

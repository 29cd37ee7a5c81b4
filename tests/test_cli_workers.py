"""The command line with real workers, as other programs see it."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import pytest

from cnn_core.store import Store
from tests.drawing.test_picture_answers import photo
from tests.processes import wait_for
from tests.programs import program, run_program

pytestmark = pytest.mark.slow
QUICK = ["--set", "training.epochs=1", "--set", "data.train_images=400"]


@pytest.fixture(autouse=True)
def used_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    return store


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


def test_a_failed_run_ends_with_status_1(store: Store) -> None:
    spoiled = ["--set", "training.optimizer=sgd", "--set", "training.learning_rate=1000"]
    status, out, _ = run_program("train", "--preset", "article", "--json", *QUICK, *spoiled)
    report = json.loads(out)
    assert (status, report["status"]) == (1, "failed")
    assert report["message"].startswith("The loss became ")


@pytest.mark.parametrize(("presses", "status", "state"), [(1, 0, "stopped"), (2, 1, "interrupted")])
def test_ctrl_c_stops_and_twice_leaves(presses: int, status: int, state: str, store: Store) -> None:
    process = program("train", "--preset", "mlp", "--json")
    wait_for(lambda: bool(store.runs()) and store.runs()[0].step > 0, seconds=60)
    for _ in range(presses):
        os.kill(process.pid, signal.SIGINT)
        time.sleep(0.05)
    out, errors = process.communicate(timeout=30)
    assert "Traceback" not in errors
    assert (process.returncode, json.loads(out)["status"]) == (status, state)


def test_devices_are_what_a_worker_finds() -> None:
    status, out, _ = run_program("devices", "--json")
    assert status == 0
    assert json.loads(out)["devices"][0]["kind"] == "cpu"

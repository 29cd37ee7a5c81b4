"""The reported figures on the command line."""

from __future__ import annotations

import json
from functools import partial

import pytest

from cnn_core import cli, engines
from cnn_core.engine import Engine
from cnn_core.reproduce import trainings
from cnn_core.reproduce.trainings import CNN, SMALL_NETWORK, TRAININGS
from cnn_core.store import State, Store
from tests import reproduced_runs
from tests.programs import FAKE
from tests.reproduced_runs import AS_REPORTED


@pytest.fixture(autouse=True)
def used_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)


def told(capsys: pytest.CaptureFixture[str], *options: str) -> tuple[int, dict]:
    status = cli.main(["reproduce", "--json", *options])
    return status, json.loads(capsys.readouterr().out)


def test_without_runs_everything_computed_passes(capsys: pytest.CaptureFixture[str]) -> None:
    status, found = told(capsys)
    assert (status, found["fail"]) == (0, 0)
    assert (found["open"], found["unmeasured"]) == (18, 4)
    rows = {row["figure"]: row for row in found["rows"]}
    assert rows["1st convolution: shape"]["ours"] == [26, 26, 32]
    assert rows["2nd convolution: weights"]["difference"] == 0
    assert rows["Loss, epoch 1"]["ours"] is None
    shrunk = rows["The pad shrunk as it is"]
    assert (shrunk["reported"], shrunk["ours"]) == ([0.31, 0.35], None)
    assert shrunk["verdict"] == "unmeasured"
    assert "mistaken" in rows["3rd convolution: step between nodes"]["rule"]


def test_runs_as_reported_pass_all_rows(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    for training in TRAININGS:
        reproduced_runs.add(store, training, [AS_REPORTED[training]])
    status, found = told(capsys)
    assert (status, found["fail"], found["open"]) == (0, 0, 0)
    accuracy = next(row for row in found["rows"] if row["figure"] == "Test accuracy")
    assert accuracy["difference"] == 0
    assert accuracy["limits"][0] < 0 < accuracy["limits"][1]


def test_a_failed_row_is_told_by_the_status(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    reproduced_runs.add(store, SMALL_NETWORK, [0.9934])
    status, found = told(capsys)
    assert (status, found["fail"]) == (1, 1)
    assert cli.main(["reproduce"]) == 1
    text = capsys.readouterr().out
    assert "figures pass; failed: 1; not trained yet: 17; not measured here: 4." in text
    assert "Our small network: 1 of 5 trainings." in text


def test_the_table_gives_figures_differences_and_rules(
    store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    reproduced_runs.add(store, CNN, [0.9880, 0.9900, 0.9896])
    cli.main(["reproduce"])
    lines = [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]
    assert "The pad shrunk as it is 31–35 % – – unmeasured at least the lower one" in lines
    assert "Also trained with augmentation 94 % – – unmeasured at least the lower one" in lines
    accuracy = next(line for line in lines if line.startswith("Test accuracy"))
    assert "99.00 % 98.92 % −0.08 points −0.61 to +0.45 pass mean as high" in accuracy
    loss = next(line for line in lines if line.startswith("Loss, epoch 1"))
    assert "0.1551 0.1551 0.0000 0.0000 to 0.0000 pass mean at most" in loss
    assert "Time of training: Reported on a GTX 960; here on CPU:0." in lines


def test_train_has_what_is_missing_trained_here(
    store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By a worker that ends without test figures, so that the row stays open."""
    monkeypatch.setattr(trainings, "SEEDS", 1)
    monkeypatch.setattr(engines, "Engine", partial(Engine, command=FAKE))
    for training in TRAININGS[:-1]:
        reproduced_runs.add(store, training, [AS_REPORTED[training]])
    assert told(capsys, "--train")[1]["open"] == 1
    (group,) = store.groups.all()
    (run,) = (store.run(number) for number in group.runs)
    assert (run.state, run.spec.architecture) == (State.FINISHED, TRAININGS[-1].spec.architecture)

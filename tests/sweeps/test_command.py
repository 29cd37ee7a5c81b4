"""Sweeps from the command line: begun, ended by Ctrl-C, gone on with, refused."""

from __future__ import annotations

import json
import os
import signal
import threading
from functools import partial

import pytest

import cnn_core.store
from cnn_core import engines
from cnn_core.cli import main
from cnn_core.engine import Engine
from cnn_core.store import Claim, State, Store
from cnn_core.sweeps import driver, following
from cnn_core.sweeps.records import TrialState
from tests.processes import wait_for
from tests.programs import FAKE, run_program
from tests.stored_runs import begun

MLP = ["sweep", "--preset", "mlp"]
RATES = ["--over", "training.learning_rate=0.1,0.2,0.3", "--method", "grid"]
TWO_RATES = ["--over", "training.learning_rate=0.1,0.2", "--method", "grid"]


@pytest.fixture(autouse=True)
def used_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)
    monkeypatch.setattr(engines, "Engine", partial(Engine, command=FAKE))
    monkeypatch.setattr(cnn_core.store, "LEASE_SECONDS", 600.0)
    monkeypatch.setattr(driver, "STEP_SECONDS", 0.05)
    monkeypatch.setattr(following, "POLL_SECONDS", 0.05)
    return store


def test_it_ends_with_its_trials_and_the_best_spec(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*MLP, *RATES, "--at-once", "2", "--json"]) == 0
    captured = capsys.readouterr()
    found = json.loads(captured.out)
    assert captured.err == ""
    assert (found["sweep"], found["status"], found["name"]) == (1, "finished", "mlp")
    rates = [trial["values"]["training.learning_rate"] for trial in found["trials"]]
    assert [trial["validation_accuracy"] for trial in found["trials"]] == [1 - x for x in rates]
    best = found["best"]
    assert best["spec"]["training"]["learning_rate"] == min(rates)
    assert (best["validation_accuracy"], best["status"]) == (1 - min(rates), "finished")


@pytest.mark.parametrize(
    ("twice", "status", "state"), [(False, 0, "stopped"), (True, 1, "stopping")]
)
def test_ctrl_c_begins_no_more_and_resume_goes_on(
    twice: bool, status: int, state: str, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    other = begun(store)
    presser = threading.Thread(target=press_ctrl_c, args=[store, other, twice])
    presser.start()
    assert main([*MLP, *TWO_RATES, "--json"]) == status
    presser.join()
    sweep = store.sweeps.read(1)
    assert (sweep.state, len(sweep.trials)) == (state, 1)
    assert "Ctrl-C again leaves at once." in capsys.readouterr().err
    if twice:
        store.end(other, State.FINISHED)
    assert main(["sweep", "--resume", "1"]) == 0
    captured = capsys.readouterr()
    assert [trial.state for trial in store.sweeps.read(1).trials] == [TrialState.FINISHED] * 2
    assert len(captured.err.splitlines()) in (1, 2)
    assert captured.out.splitlines()[0].split()[:3] == ["trial", "run", "training.learning_rate"]
    assert captured.out.splitlines()[3].startswith("Sweep 1 finished: 2 of at most 2 settings")
    assert len(store.runs()) == 3


def press_ctrl_c(store: Store, other: Claim, twice: bool) -> None:
    """While the sweep's first run waits for another one, which has the slot."""
    wait_for(lambda: len(store.runs()) == 2, 60)
    os.kill(os.getpid(), signal.SIGINT)
    wait_for(lambda: store.sweeps.read(1).state != "running")
    if twice:
        os.kill(os.getpid(), signal.SIGINT)
    else:
        store.end(other, State.FINISHED)


@pytest.mark.parametrize(
    ("arguments", "start"),
    [
        ([*MLP, "--runs", "1"], "fields: a sweep needs at least one field"),
        ([*MLP, *RATES, "--runs", "0"], "runs: expected 1 to 1,000. Received: 0"),
        ([*MLP, *RATES, "--minutes", "0"], "minutes: expected more than 0. Received: 0"),
        ([*MLP, *RATES, "--method", "x"], "method: input should be 'grid', 'random' or 'tpe'."),
        ([*MLP, *RATES, "--runs", "x"], "Invalid value for '--runs'"),
        ([*MLP, "--over", "training.rate=1", "--runs", "1"], "training.rate: extra inputs are"),
        ([*MLP, "--over", "training.epochs=", "--runs", "1"], "training.epochs: the list is empty"),
        ([*MLP, "--over", "training.epochs=3..2", "--runs", "1"], "training.epochs: the range is"),
        ([*MLP, "--over", "training.epochs=3..", "--runs", "1"], "training.epochs: expected PATH="),
        ([*MLP, "--over", "training.epochs", "--runs", "1"], "--over: expected PATH=1,2,3 or"),
        (["sweep", *RATES], "--preset, --spec: give exactly one of them"),
    ],
)
def test_bad_input_is_one_line_and_nothing_is_begun(
    arguments: list[str], start: str, capsys: pytest.CaptureFixture[str], store: Store
) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith(start)
    assert len(captured.err.splitlines()) == 1
    assert (captured.out, store.sweeps.all(), store.runs()) == ("", [], [])


def test_a_sweep_that_cannot_go_on_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "--resume", "7"]) == 1
    assert capsys.readouterr().err.strip() == "There is no sweep 7."


@pytest.mark.slow
def test_a_real_run_is_judged_by_its_validation_images(store: Store) -> None:
    tiny = ["--set", "training.epochs=2", "--set", "data.train_images=500"]
    one_rate = ["--over", "training.learning_rate=0.002", "--method", "grid"]
    status, out, errors = run_program(*MLP, *tiny, *one_rate, "--json")
    assert status == 0, errors
    found = json.loads(out)
    (trial,) = found["trials"]
    assert trial["status"] == "finished"
    assert trial["validation_accuracy"] == store.points(trial["run"], ["epoch"])[-1].val_accuracy
    assert trial["seconds"] > 0
    assert store.run(trial["run"]).spec.training.learning_rate == 0.002
    assert trial["values"] == {"training.learning_rate": 0.002}
    assert found["best"]["validation_accuracy"] == trial["validation_accuracy"] > 0.3

"""Groups of trainings on the command line."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from threading import Timer

import pytest

from cnn_core import cli, engines
from cnn_core.engine import Engine
from cnn_core.following import train_queued
from cnn_core.groups import seeds_of
from cnn_core.presets import ARTICLE, SMALL
from cnn_core.spec import RunSpec
from cnn_core.store import Claim, State, Store
from tests.ended_runs import reached
from tests.processes import wait_for
from tests.programs import FAKE


@pytest.fixture(autouse=True)
def used_store(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CNN_LAB_STORE", store.url)


def add_group(store: Store, accuracies: list[float], spec: RunSpec = ARTICLE) -> int:
    """A group whose first runs reached these test accuracies, and one that still waits."""
    group = store.groups.submit(seeds_of(spec, len(accuracies) + 1, "seed"), "a group", "seed")
    for run, accuracy in zip(store.groups.all()[0].runs, accuracies, strict=False):
        claim = store.claim(99, only=run)
        assert isinstance(claim, Claim)
        store.set_result(claim, reached(accuracy), {})
        store.end(claim, State.FINISHED)
    return group


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.main(arguments)
    said = capsys.readouterr()
    return status, said.out, said.err


def test_groups_are_listed(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert json.loads(run(capsys, "groups", "--json")[1]) == []
    add_group(store, [0.98, 0.99])
    add_group(store, [])
    status, out, _ = run(capsys, "groups")
    assert status == 0
    lines = [line.split() for line in out.splitlines()]
    assert lines[1] == ["2", "a", "group", "seed", "0/1"]
    assert lines[2] == ["1", "a", "group", "seed", "2/3", "98.50", "%"]


def test_a_group_is_told(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    group = add_group(store, [0.9890, 0.9895, 0.9900])
    _, out, _ = run(capsys, "groups", str(group))
    assert out.startswith("Group 1 (a group): 98.95 % ± 0.12 points in the mean of 3 trainings")
    assert "Left out: 1 without a result yet." in out
    told = json.loads(run(capsys, "groups", str(group), "--json")[1])
    accuracy = told["test_accuracy"]
    assert accuracy["mean"] == pytest.approx(0.9895)
    assert accuracy["interval"] == pytest.approx([0.98826, 0.99074], abs=1e-5)
    assert told["left_out"] == ["without a result yet"]
    assert [each["test_accuracy"] for each in told["runs"]] == [0.9890, 0.9895, 0.9900]


def test_two_groups_are_compared(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    for accuracies in ([0.98, 0.981, 0.9805, 0.9803, 0.9807], [0.99, 0.991, 0.9905, 0.9903, 0.99]):
        add_group(store, accuracies)
    status, out, _ = run(capsys, "groups", "1", "2")
    assert status == 0
    assert out.startswith("Group 2 is better than group 1 by 0.99 ± 0.06 points in the mean: unl")
    told = json.loads(run(capsys, "groups", "1", "2", "--json")[1])
    assert told["difference"] == pytest.approx(0.00986)
    assert told["unlikely_to_be_chance"] is True
    assert told["p"] < 0.001


@pytest.mark.parametrize("numbers", [["9"], ["1", "9"], ["1", "2"], ["1", "1"]])
def test_what_cannot_be_told_is_one_line(
    numbers: list[str], store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    add_group(store, [0.98])
    add_group(store, [])
    status, out, errors = run(capsys, "groups", *numbers)
    assert (status, out) == (cli.BAD_INPUT, "")
    assert errors.count("\n") == 1


def test_all_seeds_are_trained_here(
    store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By workers that end without test figures, so that none counts."""
    monkeypatch.setattr(engines, "Engine", partial(Engine, command=FAKE))
    status, out, errors = run(capsys, "repeat", "--preset", "small", "--seeds", "2", "--json")
    assert status == 0, errors
    assert json.loads(out)["left_out"] == ["without test figures"] * 2
    assert json.loads(out)["test_accuracy"] is None
    (group,) = store.groups.all()
    assert (group.name, group.kind) == ("small, 2 seeds", "seed")
    runs = [store.run(number) for number in group.runs]
    assert [each.state for each in runs] == [State.FINISHED] * 2
    assert [each.spec.training.seed for each in runs] == [0, 1]
    assert runs[0].spec.architecture == SMALL.architecture


def test_a_training_that_failed_is_told_by_the_status(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = (sys.executable, "-c", "raise SystemExit('no worker')")
    monkeypatch.setattr(engines, "Engine", partial(Engine, command=nothing))
    status, out, _ = run(capsys, "repeat", "--preset", "small", "--seeds", "1")
    assert status == cli.FAILED
    assert "no training has its test figures yet. Left out: 1 without a result yet." in out


def test_ctrl_c_stops_those_that_wait_too(store: Store) -> None:
    """Its first press; the second one ends the workers, as of a single training."""
    runs = [store.submit(SMALL, name) for name in ("endless", "waits")]
    engine = Engine(store, spare=False, command=FAKE)
    interrupt = Timer(0.1, lambda: interrupt_when(lambda: store.run(runs[0]).step > 0))
    interrupt.start()
    train_queued(store, engine, runs, quiet=True)
    assert [store.run(each).state for each in runs] == [State.STOPPED] * 2


def interrupt_when(begun: Callable[[], bool]) -> None:
    wait_for(begun)
    os.kill(os.getpid(), signal.SIGINT)

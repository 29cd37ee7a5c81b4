"""What a sweep has found, told: rows, sentence, JSON."""

from __future__ import annotations

import json

import pytest

from cnn_core.spec import RunSpec
from cnn_core.store import Store
from cnn_core.sweeps.definition import Values
from cnn_core.sweeps.driver import Sweeper
from cnn_core.sweeps.records import Driving, Importance, Sweep
from cnn_core.sweeps.results import sentence, sweep_json, sweep_table, value_text
from tests.sweep_runs import claimed, finish, sweep_of

OPTIMIZERS = Values(path="training.optimizer", values=("adam", "sgd"))
MOMENTA = Values(path="training.momentum", values=(0, 0.9))


@pytest.fixture
def swept(store: Store) -> Sweep:
    """A grid of four: two finished, one failed as it is impossible, one open."""
    spec = sweep_of(fields=(OPTIMIZERS, MOMENTA), method="grid", runs=None, at_once=4)
    number = store.sweeps.submit(spec, "a grid")
    sweeper = Sweeper(store)
    sweeper.step()
    for run, accuracy in ((1, 0.9), (2, 0.95)):
        finish(store, claimed(store, run), [0.5, accuracy])
    sweeper.step()
    driving = Driving(number, sweeper._driver)
    store.sweeps.set_importance(driving, Importance(runs=8, shares=(0.25, 0.75)))
    return store.sweeps.read(number)


def test_the_best_is_named_with_its_settings(swept: Sweep) -> None:
    assert swept.best
    optimizer, momentum = swept.best.values
    assert sentence(swept) == (
        "Sweep 1 running: 4 of at most 4 settings tried, 2 trained to the end, 1 failed, "
        f"1 not at their end. Best: trial {swept.best.number + 1} with training.optimizer "
        f"{optimizer}, training.momentum {value_text(momentum)}: 95.00 % of its validation "
        "images right."
    )


def test_the_table_has_a_row_for_each_trial(swept: Sweep, store: Store) -> None:
    lines = sweep_table(swept, store.sweeps.runs(1)).splitlines()
    assert lines[0].split() == [
        *("trial", "run", "training.optimizer", "training.momentum"),
        *("status", "validation", "seconds"),
    ]
    statuses = [trial.state for trial in swept.trials]
    for line, trial in zip(lines[1:5], swept.trials, strict=True):
        accuracy = [f"{100 * trial.accuracy:.2f}", "%", "20.6"] if trial.accuracy else []
        run = [str(trial.run)] if trial.run else []
        values = map(value_text, trial.values)
        assert line.split() == [str(trial.number + 1), *run, *values, trial.state, *accuracy]
    assert lines[5] == sentence(swept)
    assert lines[6].startswith(f"Trial {statuses.index('failed') + 1} failed: training.momentum: ")
    shares = "training.momentum 75 %, training.optimizer 25 %"
    assert lines[7] == f"Share of the differences (fANOVA, 8 runs): {shares}."


def test_the_json_holds_all_of_it(swept: Sweep, store: Store) -> None:
    found = json.loads(sweep_json(swept, store.sweeps.runs(1)))
    assert found["importance"] == {
        "runs": 8,
        "shares": {"training.optimizer": 0.25, "training.momentum": 0.75},
    }
    assert [trial["trial"] for trial in found["trials"]] == [1, 2, 3, 4]
    assert sorted(trial["status"] for trial in found["trials"]) == [
        *("failed", "finished", "finished", "open"),
    ]
    seconds = {trial["run"]: trial["seconds"] for trial in found["trials"] if trial["run"]}
    assert seconds == {1: 20.6, 2: 20.6, 3: None}
    assert found["best"]["run"] == 2
    spec = RunSpec.from_dict(found["best"]["spec"])
    assert spec == store.run(2).spec.model_copy(update={"hardware": spec.hardware})
    assert found["definition"]["method"] == "grid"


def test_before_the_first_run_ends_there_is_no_best(store: Store) -> None:
    number = store.sweeps.submit(sweep_of(), "a sweep")
    sweep = store.sweeps.read(number)
    assert sentence(sweep) == "Sweep 1 running: 0 of at most 6 settings tried."
    assert json.loads(sweep_json(sweep, {}))["best"] is None
    assert store.runs() == []


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.000123456, "0.0001235"), (16, "16"), ("adam", "adam"), ([3, 3], "[3, 3]"), (True, "true")],
)
def test_values_as_they_are_typed(value: object, text: str) -> None:
    assert value_text(value) == text

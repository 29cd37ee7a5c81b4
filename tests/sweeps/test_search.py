"""Sweeps from their first run to their end, with runs that are trained in no time."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest

from cnn_core.database.tables import sweeps
from cnn_core.records import State
from cnn_core.store import Store
from cnn_core.sweeps.definition import Range, Values
from cnn_core.sweeps.records import SweepState
from cnn_core.sweeps.search import MOST_CRASHES
from tests.stored_runs import RESULT
from tests.sweep_runs import (
    begun,
    change,
    claimed,
    finish,
    states,
    sweep_of,
    train_queued,
    work,
    write_epochs,
)

pytestmark = pytest.mark.usefixtures("unweighed")


# ---------------------------------------------------------------- choosing


def test_a_grid_is_the_product_of_its_lists(any_store: Store) -> None:
    fields = (
        Values(path="training.optimizer", values=("sgd", "adam")),
        Range(path="architecture.layers.0.filters", low=4, high=8, step=4),
        Values(path="architecture.layers.0.kernel_size", values=([3, 3], [5, 5])),
    )
    spec = sweep_of(fields=fields, method="grid", runs=None, at_once=4)
    sweep = work(any_store, any_store.sweeps.submit(spec, "grid"))
    assert sweep.state is SweepState.FINISHED
    assert sweep.message == "All 8 settings were tried."
    product = itertools.product(("sgd", "adam"), (4, 8), ([3, 3], [5, 5]))
    assert sorted(map(repr, (trial.values for trial in sweep.trials))) == sorted(map(repr, product))
    for trial in sweep.trials:
        spec = any_store.run(trial.run).spec
        layer = spec.architecture.layers[0]
        assert (spec.training.optimizer, layer.filters, list(layer.kernel_size)) == trial.values


# ---------------------------------------------------------------- budgets and ends


def test_no_more_runs_at_once_than_asked_for(store: Store) -> None:
    number, sweeper = begun(store, at_once=2, runs=5)
    assert len(store.queue()) == 2
    sweeper.step()
    assert len(store.queue()) == 2
    finish(store, claimed(store, 1), [0.5])
    sweeper.step()
    assert [run.id for run in store.queue()] == [2, 3]
    assert [run.name for run in store.queue()] == ["a sweep · trial 2", "a sweep · trial 3"]
    assert states(store.sweeps.read(number)) == ["finished", "open", "open"]


def test_the_accuracy_is_that_of_the_final_weights(store: Store) -> None:
    number, sweeper = begun(store, at_once=3)
    finish(store, claimed(store, 1), [0.9, 0.8, 0.7])
    claim = claimed(store, 2)
    write_epochs(store, claim, [0.8, 0.9, 0.7])
    sweeper.step()
    assert [trial.accuracy for trial in store.sweeps.read(number).trials] == [0.7, 0.7, None, None]
    store.set_result(claim, RESULT.model_copy(update={"restored_best": True}), {})
    store.end(claim, State.FINISHED)
    sweeper.step()
    trials = store.sweeps.read(number).trials
    assert [trial.accuracy for trial in trials[:2]] == [0.7, 0.9]
    assert store.sweeps.read(number).best == trials[1]


def test_a_target_ends_the_sweep(store: Store) -> None:
    number, sweeper = begun(store, at_once=3, target=0.9)
    write_epochs(store, claim := claimed(store, 2), [0.5])
    finish(store, claimed(store, 1), [0.5, 0.9])
    sweeper.step()
    sweep = store.sweeps.read(number)
    assert (sweep.state, sweep.message) == ("finished", "Run 1 reached the target of 90.00 %.")
    assert states(sweep) == ["finished", "stopped", "stopped"]
    assert store.flush(claim).action == "stop"
    assert store.run(3).state is State.STOPPED


def test_after_the_minutes_no_run_begins(store: Store) -> None:
    number, sweeper = begun(store, runs=None, minutes=1)
    change(store, number, spent=60.5)
    sweeper.step()
    assert store.sweeps.read(number).state is SweepState.RUNNING
    train_queued(store)
    sweeper.step()
    sweep = store.sweeps.read(number)
    assert (sweep.state, len(sweep.trials)) == ("finished", 1)
    assert sweep.message == "The budget of 1 min was spent."


def test_only_time_in_which_it_is_worked_on_is_spent(store: Store) -> None:
    number = begun(store)[0]
    change(store, number, heartbeat=sweeps.c.heartbeat - 1000)
    assert store.sweeps.take("another") == [number]
    assert store.sweeps.read(number).spent < 1
    change(store, number, heartbeat=sweeps.c.heartbeat - 5)
    store.sweeps.take("another")
    assert 5 <= store.sweeps.read(number).spent < 6


def test_a_stopped_sweep_lets_its_runs_end_and_can_go_on(any_store: Store) -> None:
    number, sweeper = begun(any_store, runs=3)
    any_store.sweeps.stop(number)
    sweeper.step()
    assert any_store.sweeps.read(number).state is SweepState.STOPPING
    train_queued(any_store)
    sweeper.step()
    assert any_store.sweeps.read(number).state is SweepState.STOPPED
    sweeper.step()
    assert any_store.queue() == []
    any_store.sweeps.resume(number)
    sweep = work(any_store, number)
    assert (sweep.state, states(sweep)) == ("finished", ["finished"] * 3)
    uninterrupted = work(any_store, any_store.sweeps.submit(sweep_of(runs=3), "a sweep"))
    assert [each.values for each in sweep.trials] == [each.values for each in uninterrupted.trials]


# ---------------------------------------------------------------- runs that end otherwise


def test_impossible_settings_count_and_the_sweep_goes_on(store: Store) -> None:
    fields = (
        Values(path="training.optimizer", values=("adam", "sgd")),
        Values(path="training.momentum", values=(0, 0.9)),
    )
    spec = sweep_of(fields=fields, method="grid", runs=None)
    sweep = work(store, store.sweeps.submit(spec, "grid"))
    failed = {trial.values: trial.message for trial in sweep.trials if trial.state == "failed"}
    assert failed == {("adam", 0.9): "training.momentum: only sgd takes it. Received: adam"}
    assert sorted(states(sweep)) == ["failed", "finished", "finished", "finished"]
    assert len(store.runs()) == 3


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        (lambda store, claim: store.end(claim, State.FAILED, "No."), ("failed", None, "No.")),
        (lambda store, claim: store.end(claim, State.STOPPED), ("stopped", None, None)),
        (
            lambda store, claim: (write_epochs(store, claim, [0.6]), store.end(claim, "stopped")),
            ("stopped", 0.6, None),
        ),
        (
            lambda store, claim: finish(store, claim, []),
            ("failed", None, "Its validation accuracy is not a number."),
        ),
    ],
    ids=["failed", "stopped at once", "stopped", "unvalidated"],
)
def test_what_becomes_of_a_run_becomes_of_its_trial(
    store: Store, end: Callable[..., object], expected: tuple[str, float | None, str | None]
) -> None:
    number, sweeper = begun(store)
    end(store, claimed(store, 1))
    sweeper.step()
    trial = store.sweeps.read(number).trials[0]
    assert (trial.state, trial.accuracy, trial.message) == expected
    assert len(store.queue()) == 1


def test_an_interrupted_run_goes_on_until_it_was_lost_too_often(store: Store) -> None:
    number, sweeper = begun(store)
    for _ in range(MOST_CRASHES):
        assert store.lost(claimed(store, 1), "Its worker was killed.")
        sweeper.step()
        assert store.run(1).state is State.QUEUED
    store.lost(claimed(store, 1), "Its worker was killed.")
    sweeper.step()
    trials = store.sweeps.read(number).trials
    assert (trials[0].state, trials[0].message) == ("failed", "Its worker was killed.")
    assert [trial.run for trial in trials] == [1, 2]


def test_a_paused_run_is_waited_for(store: Store) -> None:
    number, sweeper = begun(store)
    store.pause(1)
    sweeper.step()
    assert states(store.sweeps.read(number)) == ["open"]
    assert len(store.runs()) == 1


def test_a_deleted_run_is_a_trial_that_failed(store: Store) -> None:
    number, sweeper = begun(store)
    store.stop(1)
    store.trash.delete([1])
    sweeper.step()
    trial = store.sweeps.read(number).trials[0]
    assert (trial.state, trial.run, trial.message) == ("failed", 1, "Its run was deleted.")
    assert [*store.sweeps.runs(number)] == [2]
    store.trash.empty()
    assert store.sweeps.read(number).trials[0].run is None


def test_a_poor_run_is_ended(store: Store) -> None:
    number, sweeper = begun(store, prune=True, runs=7, at_once=7)
    for run in range(1, 7):
        finish(store, claimed(store, run), [0.5, 0.6 + run / 100])
    claim = claimed(store, 7)
    write_epochs(store, claim, [0.6])
    sweeper.step()
    assert store.flush(claim).action == "run"
    write_epochs(store, claim, [0.63, 0.9], first=2)
    sweeper.step()
    sweep = store.sweeps.read(number)
    assert states(sweep) == ["finished"] * 6 + ["pruned"]
    assert sweep.trials[6].accuracy == 0.63
    assert store.flush(claim).action == "stop"
    assert (sweep.state, sweep.best) == ("finished", sweep.trials[5])

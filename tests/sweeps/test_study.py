"""Optuna's study of a sweep: what it prunes, and what it has kept after an interruption."""

from __future__ import annotations

import json

import numpy as np
import optuna
import pytest
from pydantic import JsonValue

from cnn_core.sweeps.definition import Range, SweepSpec, Values, spec_of
from cnn_core.sweeps.records import StudyError
from cnn_core.sweeps.study import Study
from tests.sweep_runs import BATCH, BATCHES, RATES, reached, sweep_of

CURVES = np.random.default_rng(5).normal(0.9, 0.02, (40, 6)).cumsum(axis=1) / range(1, 7)


def pruned_by_optuna() -> dict[int, int]:
    """The last epoch of each curve that Optuna's own loop with its MedianPruner ends."""

    def objective(trial: optuna.Trial) -> float:
        for epoch, accuracy in enumerate(CURVES[trial.number], 1):
            trial.report(accuracy, epoch)
            if trial.should_prune():
                raise optuna.TrialPruned
        return float(CURVES[trial.number][-1])

    pruner = optuna.pruners.MedianPruner()
    study = optuna.create_study(direction="maximize", pruner=pruner)
    study.optimize(objective, n_trials=len(CURVES))
    return {
        trial.number: trial.last_step
        for trial in study.trials
        if trial.state is optuna.trial.TrialState.PRUNED and trial.last_step
    }


def pruned_here(entries: list[str]) -> dict[int, int]:
    """The same by a study that is read anew for each curve."""
    pruned = {}
    for curve in CURVES:
        study = Study(sweep_of(prune=True, runs=len(CURVES)), entries)
        number, _ = study.ask()
        for epoch, accuracy in enumerate(curve, 1):
            if study.report(number, epoch, accuracy):
                study.prune(number)
                pruned[number] = epoch
                break
        else:
            study.finish(number, curve[-1])
        entries += study.unsaved
    return pruned


def tried(spec: SweepSpec) -> list[tuple[tuple[JsonValue, ...], float]]:
    """The settings of all runs, one after another, and what they reach."""
    study = Study(spec, [])
    found = []
    for _ in range(spec.most_runs):
        number, values = study.ask()
        accuracy = reached(spec_of(spec, values))[-1]
        study.finish(number, accuracy)
        found.append((values, accuracy))
    return found


@pytest.mark.parametrize("method", ["random", "tpe", "grid"])
def test_the_seed_decides_what_is_tried(method: str) -> None:
    fields = (BATCHES, RATES) if method != "grid" else (Range(path=BATCH, low=9, high=90, step=3),)
    first, again, other = (
        tried(sweep_of(fields=fields, method=method, runs=20, seed=seed)) for seed in (1, 1, 2)
    )
    assert first == again != other
    assert len({values for values, _ in first}) == 20


def test_values_are_within_their_ranges() -> None:
    fields = (
        RATES,
        Range(path=BATCH, low=10, high=105, step=30),
        Range(path="training.schedule.warm_up", low=0.1, high=0.5, step=0.1),
        Values(path="training.schedule.final", values=(0, 0.5)),
    )
    settings = [values for values, _ in tried(sweep_of(fields=fields, runs=40))]
    rates, batches, shares, finals = (set(each) for each in zip(*settings, strict=True))
    assert 0.0001 <= min(rates) < 0.001
    assert 0.1 < max(rates) <= 1
    assert batches == {10, 40, 70, 100}
    assert shares == {0.1, 0.2, 0.3, 0.4, 0.5}
    assert finals == {0, 0.5}


def test_tpe_finds_better_settings_than_chance() -> None:
    late = {}
    for method in ("random", "tpe"):
        found = tried(sweep_of(fields=(RATES,), method=method, runs=60, seed=3))
        late[method] = np.mean([accuracy for _, accuracy in found[20:]])
    assert late["tpe"] > late["random"] + 0.02


def test_it_prunes_what_optuna_s_own_loop_prunes() -> None:
    pruned = pruned_here([])
    assert pruned == pruned_by_optuna()
    assert 5 < len(pruned) < 35
    assert min(pruned) >= 5


def test_what_is_told_is_kept() -> None:
    entries: list[str] = []
    pruned = pruned_here(entries)
    trials = Study(sweep_of(prune=True), entries).frozen.trials
    assert [trial.number for trial in trials] == list(range(40))
    for trial in trials:
        last = pruned.get(trial.number, 6)
        assert trial.value == CURVES[trial.number][last - 1]
        assert [*trial.intermediate_values] == list(range(1, last + 1))
        assert (trial.state is optuna.trial.TrialState.PRUNED) == (trial.number in pruned)


def test_without_pruning_nothing_is_poor() -> None:
    study = Study(sweep_of(), [])
    for curve in CURVES:
        number, _ = study.ask()
        assert not any(study.report(number, *each) for each in enumerate(curve, 1))
        study.finish(number, curve[-1])


def test_what_is_not_saved_has_not_been() -> None:
    study = Study(sweep_of(), [])
    study.ask()
    study.mark_saved()
    entries = study.entries
    chosen = study.ask()
    assert study.saved == len(entries) < len(study.entries)
    again = Study(sweep_of(), entries)
    assert again.ask() == chosen
    assert all(isinstance(json.loads(entry), dict) for entry in again.unsaved)


@pytest.mark.parametrize(
    "entry",
    ["", "{", "7", "null", "[]", "{}", '{"op_code": 4}', '{"op_code": 99}'],
)
def test_a_damaged_study_is_refused(entry: str) -> None:
    with pytest.raises(StudyError, match="damaged"):
        Study(sweep_of(), [entry])

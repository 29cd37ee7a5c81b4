"""What a sweep's page says: how far it is, its trials, its axes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from cnn_core.sweeps.records import Sweep, SweepState, Trial, TrialState
from cnn_core.sweeps.tables import (
    axes,
    finished,
    progress_text,
    settings_text,
    share_done,
    state_text,
    table_rows,
    titles,
)
from tests.sweep_runs import BATCHES, RATES, sweep_of

DONE = TrialState.FINISHED
TRIALS = (
    Trial(0, 1, (0.001, 32), DONE, 0.97, None),
    Trial(1, 2, (0.01, 64), DONE, 0.98, None),
    Trial(2, 3, (0.1, 64), TrialState.PRUNED, 0.99, None),
    Trial(3, None, (1.0, 64), TrialState.FAILED, None, "training: impossible"),
    Trial(4, 5, (0.5, 128), TrialState.OPEN, None, None),
)


def sweep(trials: tuple[Trial, ...] = TRIALS, **changes: object) -> Sweep:
    spec = sweep_of(**changes)
    return Sweep(1, "a sweep", spec, SweepState.RUNNING, None, 1.0, None, 30.0, None, trials)


def test_fields_have_names() -> None:
    assert titles(sweep()) == ["Learning rate", "Batch size"]
    assert settings_text(sweep(), TRIALS[0]) == "Learning rate 0.001, Batch size 32"


def test_only_what_came_to_its_end_is_compared() -> None:
    done = finished(sweep())
    assert [trial.number for trial in done] == [0, 1]
    rate, batch = axes(sweep(), done)
    assert (rate.values, rate.log, rate.listed) == ((0.001, 0.01), RATES.log, ())
    assert (batch.values, batch.log, batch.listed) == ((32, 64), False, BATCHES.values)


def test_how_far_it_is() -> None:
    assert progress_text(sweep()) == (
        "5 of at most 6 settings: 1 under way, 2 finished, 1 ended early, 1 failed."
    )
    assert share_done(sweep()) == pytest.approx(4 / 6)
    assert share_done(sweep(minutes=0.6)) == pytest.approx(30 / 36)
    assert share_done(sweep(minutes=0.1)) == 1
    assert progress_text(sweep(())) == "0 of at most 6 settings: the first is being chosen."


def test_why_it_ended() -> None:
    ended = replace(sweep(), state=SweepState.FINISHED, message="All 6 settings were tried.")
    assert state_text(ended) == "All 6 settings were tried."
    assert "come to their end" in state_text(replace(ended, state=SweepState.STOPPING))
    assert "under way" in state_text(sweep())


def test_the_best_come_first_in_the_table() -> None:
    rows = table_rows(sweep())
    assert [trial.number for trial, _ in rows] == [1, 0, 2, 3, 4]
    assert rows[0][1] == ["98.00 %", "finished", "0.01", "64"]
    assert rows[3][1] == ["–", "failed", "1", "64"]

"""How much each field matters, by a process of its own, against settings whose part is known."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from cnn_core.sweeps import importance as sweep_importance
from cnn_core.sweeps.definition import SweepSpec, Values
from cnn_core.sweeps.importance import FEWEST_RUNS, Weighing
from cnn_core.sweeps.study import Study
from tests.processes import wait_for
from tests.sweep_runs import BATCHES, RATES, sweep_of

SWEEP = sweep_of(fields=(BATCHES, RATES, Values(path="training.seed", values=(1, 2, 3))), runs=60)


def entries_of(sweep: SweepSpec, runs: int) -> list[str]:
    """Runs whose accuracy follows from the rate and, a tenth as much, from the batch."""
    study = Study(sweep, [])
    for _ in range(runs):
        number, (batch, rate, _seed) = study.ask()
        distance = abs(np.log10(rate) + 2) / 2 + 0.1 * (batch == 128)
        study.finish(number, 0.99 - 0.1 * distance)
    return study.entries


def test_the_fields_that_matter_are_found_without_loading_anything_here() -> None:
    before = set(sys.modules)
    weighing = Weighing(0)
    weighing.start(SWEEP, entries_of(SWEEP, 60), 60, last=False)
    wait_for(lambda: not weighing.busy, seconds=100)
    found = weighing.take()
    assert found
    assert found.runs == 60
    batch, rate, seed = found.shares
    assert rate > 0.8
    assert max(batch, seed) < 0.15
    assert sum(found.shares) == pytest.approx(1)
    assert not {name for name in set(sys.modules) - before if name.startswith("sklearn")}
    assert weighing.take() is None


def test_fields_are_weighed_when_the_runs_have_doubled_and_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started = []
    monkeypatch.setattr(Weighing, "_ask", lambda self, question, runs: started.append(runs))
    weighing = Weighing(0)
    for finished in range(40):
        weighing.start(SWEEP, [], finished, last=False)
        wait_for(lambda: not weighing.busy)
    assert started == [FEWEST_RUNS, 2 * FEWEST_RUNS, 4 * FEWEST_RUNS]
    for _ in range(2):
        weighing.start(SWEEP, [], 39, last=True)
        wait_for(lambda: not weighing.busy)
    assert started[3:] == [39]


def test_a_process_that_fails_is_no_fault_of_the_sweep(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sweep_importance, "COMMAND", (sys.executable, "-c", "raise SystemExit(3)"))
    weighing = Weighing(0)
    weighing.start(SWEEP, [], 60, last=True)
    wait_for(lambda: not weighing.busy)
    assert weighing.take() is None
    assert "importance" in caplog.text

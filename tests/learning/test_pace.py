from __future__ import annotations

from cnn_core.learning.pace import Pace


def test_it_starts_with_one_step_and_grows_gradually():
    pace = Pace(seconds=0.15)
    lengths = []
    for _ in range(4):
        lengths.append(pace.steps)
        pace.measured(pace.steps, pace.steps * 0.01)
    assert lengths == [1, 4, 15, 15]


def test_a_slow_network_keeps_to_single_steps():
    pace = Pace(seconds=0.15)
    pace.measured(1, 30.0)
    assert pace.steps == 1


def test_it_never_exceeds_the_longest():
    pace = Pace(seconds=1e9, longest=7)
    for _ in range(5):
        pace.measured(pace.steps, 1.0)
    assert pace.steps == 7

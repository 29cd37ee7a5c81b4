"""The table of reported figures: every cell of a row, and foreign characters as text."""

from __future__ import annotations

from cnn_core.estimate import Estimate
from cnn_core.figures.reproduced import reproduced_table
from cnn_core.figures.theme import DARK, LIGHT
from cnn_core.reproduce.row import Row, Verdict, computed
from cnn_core.reproduce.rules import LOSS, trained


def test_a_trained_row_has_its_difference_with_its_limits() -> None:
    row = trained("Loss, epoch 1", "loss", 0.1551, Estimate(0.1482, 0.1351, 0.1613), LOSS)
    table = reproduced_table([row], LIGHT)
    assert "<td>0.1551</td><td>0.1482</td>" in table
    assert "<td>−0.0069<small>−0.0200 to +0.0062</small></td>" in table
    assert '<span class="pass">pass</span>' in table
    assert LIGHT.warning in table


def test_a_computed_row_has_no_limits() -> None:
    table = reproduced_table([computed("Maps <1>", (4, 4), (4, 5), "shape")], DARK)
    assert "<td>Maps &lt;1&gt;</td><td>4×4</td><td>4×5</td><td>other</td>" in table
    assert '<span class="fail">fail</span>' in table
    assert DARK.warning in table


def test_a_row_without_runs_says_so() -> None:
    row = Row("Time", "seconds", 20.6, None, None, "a rule", Verdict.OPEN, "A remark.")
    table = reproduced_table([row], LIGHT)
    assert "<td>Time<small>A remark.</small></td><td>20.6 s</td><td>–</td><td>–</td>" in table
    assert "not trained" in table

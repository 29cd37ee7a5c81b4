"""Lines as SVG."""

from __future__ import annotations

import re

import pytest

from cnn_core.run_report.line_chart import MOST_TICKS, Line, line_chart, ticks


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        ((0, 0.216), [0, 0.05, 0.1, 0.15, 0.2]),
        ((93.4, 99.8), [94, 96, 98]),
        ((0, 4), [0, 1, 2, 3, 4]),
        ((0, 35), [0, 10, 20, 30]),
    ],
)
def test_ticks_are_round(span: tuple[float, float], expected: list[float]) -> None:
    assert ticks(*span) == expected
    assert len(ticks(*span)) <= MOST_TICKS + 1


def test_epochs_are_whole() -> None:
    assert ticks(0, 2, whole=True) == [0, 1, 2]
    assert ticks(0, 0.3, whole=True) == [0]


def test_a_value_that_is_no_number_is_a_gap() -> None:
    line = Line("<Loss>", "training", [(0, 1.0), (1, None), (2, 0.0), (4, 0.5)])
    svg = line_chart("A & B", "<nats>", [line], 4, (0, 1))
    assert re.findall(r'class="line training" d="(.*?)"', svg)[:2] == [
        "M0.0 0.0",
        "M208.0 212.0L416.0 106.0",
    ]
    assert "&lt;Loss&gt;" in svg
    assert "&lt;nats&gt;" in svg
    assert 'aria-label="A &amp; B"' in svg

"""The axis of accuracies that is logarithmic in the errors."""

from __future__ import annotations

from math import log10

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cnn_core.figures.accuracy_axis import SMALLEST_ERROR, accuracy_axis, error


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_every_accuracy_is_on_the_axis_between_ticks_that_tell_it(accuracies: list[float]) -> None:
    axis = accuracy_axis(accuracies)
    worst, best = axis.range
    assert best < worst
    assert all(best <= log10(error(accuracy)) <= worst + 1e-12 for accuracy in accuracies)
    assert all(best - 1e-9 <= log10(tick) <= worst + 1e-9 for tick in axis.ticks)
    told = [float(label) / 100 for label in axis.labels]
    assert told == pytest.approx([1 - tick for tick in axis.ticks], abs=1e-6)
    assert len(set(axis.labels)) == len(axis.labels)


@given(st.floats(0.5, 0.9999), st.floats(0, 0.01))
@example(0.992, 0.005327712484620228)
def test_a_narrow_range_has_ticks_too(accuracy: float, width: float) -> None:
    assert 2 <= len(accuracy_axis([accuracy, min(1, accuracy + width)]).ticks) <= 16


def test_no_error_at_all_has_a_place() -> None:
    assert error(1) == SMALLEST_ERROR
    assert error(0.98) == pytest.approx(0.02)

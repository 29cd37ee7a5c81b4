"""The Pareto front against its definition, on any points."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cnn_core.pareto import front

FEW_VALUES = st.integers(0, 6).map(float)
"""So that ties are common."""


def dominates(one: tuple[float, float], other: tuple[float, float]) -> bool:
    cheap, good = one[0] <= other[0], one[1] >= other[1]
    return cheap and good and one != other


@given(st.lists(st.tuples(FEW_VALUES, FEW_VALUES), max_size=40))
def test_the_front_is_what_nothing_dominates(points: list[tuple[float, float]]) -> None:
    found = front([cost for cost, _ in points], [score for _, score in points])
    expected = {
        position
        for position, point in enumerate(points)
        if not any(dominates(other, point) for other in points)
    }
    assert set(found) == expected
    assert len(found) == len(expected)
    assert [points[position] for position in found] == sorted(points[each] for each in found)


def test_equal_points_are_on_it_together_in_their_order() -> None:
    assert front([2, 1, 2, 2], [0.9, 0.5, 0.9, 0.8]) == [1, 0, 2]


def test_no_points_have_no_front() -> None:
    assert front([], []) == []

"""Differences in words."""

from __future__ import annotations

import pytest

from cnn_core.points_text import points_text


@pytest.mark.parametrize(
    ("size", "margin", "text"),
    [
        (0.31, 0.15, "0.31 ± 0.15 points"),
        (0.2004, 0.2, "0.2004 ± 0.2000 points"),
        (0.25, 0.25, "0.25 ± 0.25 points"),
    ],
)
def test_decimals_tell_a_difference_from_its_margin(size: float, margin: float, text: str) -> None:
    assert points_text(size, margin) == text

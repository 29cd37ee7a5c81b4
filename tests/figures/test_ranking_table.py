"""The table of the leaderboard."""

from __future__ import annotations

from cnn_core.figures.ranking_table import ranking_table
from cnn_core.figures.theme import LIGHT


def test_names_are_shown_as_they_are_and_may_break() -> None:
    html = ranking_table(("Run", "Test accuracy"), [("1. <b>Ada</b>", "99.10 %")], LIGHT)
    assert "<td>1. &lt;b&gt;Ada&lt;/b&gt;</td><td>99.10 %</td>" in html
    assert '<div class="figures ranking">' in html
    assert ".ranking td:first-child { white-space: normal;" in html

"""Where the article is right about views, and where not."""

from __future__ import annotations

from cnn_core.lessons.article_views import statements


def test_two_statements_are_wrong_and_two_right() -> None:
    told = [(each.article, each.computed, each.agrees) for each in statements()]
    assert told == [
        ("0", "2", False),
        ("5", "4", False),
        ("6×6, two span 7×7", "6×6, two span 7×7", True),
        ("7×7, two span 11×11", "7×7, two span 11×11", True),
    ]

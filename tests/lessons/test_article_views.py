"""Where the article is right about views, and where not."""

from __future__ import annotations

from cnn_core.lessons.article_views import statements


def test_two_statements_are_wrong_and_two_right() -> None:
    told = [(each.article, each.computed, each.agrees) for each in statements()]
    assert told == [
        ("0 pixels", "2 pixels", False),
        ("5 pixels", "4 pixels", False),
        ("6×6 and 7×7", "6×6 and 7×7", True),
        ("7×7 and 11×11", "7×7 and 11×11", True),
    ]


def test_each_is_told() -> None:
    told = [each.told for each in statements()]
    assert told[1] == (
        "From node to node of the last convolution: 4 pixels; the article errs with 5 pixels."
    )
    assert told[3].endswith("its diagonal neighbour: 7×7 and 11×11; as in the article.")

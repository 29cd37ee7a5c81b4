"""The examples' views are those of the article, where it is right."""

from __future__ import annotations

import pytest

from cnn_core.arithmetic import check
from cnn_core.layers import Pair
from cnn_core.lessons.view_networks import CHAIN_FILTERS, EXAMPLES, chain
from cnn_core.lessons.views import views
from cnn_core.presets import ARTICLE


@pytest.mark.parametrize(
    ("name", "size", "two"),
    [("3×3, then 4×4", 6, 7), ("Two 3×3 at stride 2", 7, 11), ("3×3 with padding", 5, 6)],
)
def test_one_node_and_two_diagonal_ones(name: str, size: int, two: int) -> None:
    seen = views(EXAMPLES[name].layers).layers[-1].sight
    assert seen.size == (size, size)
    assert [each + step for each, step in zip(seen.size, seen.step, strict=True)] == [two, two]


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_example_can_be_opened_in_build(name: str) -> None:
    spec = EXAMPLES[name].spec
    check(spec)
    shown = EXAMPLES[name].layers
    assert spec.architecture.layers[: len(shown)] == shown


def test_the_article_s_network_is_the_preset() -> None:
    assert EXAMPLES["The article's network"].spec == ARTICLE


def sides(count: int) -> Pair:
    return views(chain(count)).layers[-1].sides


def test_the_chain_can_be_any_length() -> None:
    assert [sides(count) for count in (1, len(CHAIN_FILTERS))] == [(26, 26), (2, 2)]

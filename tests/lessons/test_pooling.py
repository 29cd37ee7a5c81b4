"""What a pooling saves of the article's network."""

from __future__ import annotations

import pytest

from cnn_core.layers import AveragePooling2D, MaxPooling2D
from cnn_core.lessons.pooling import AnyPooling, Saving, article_with, savings
from cnn_core.presets import ARTICLE


def test_the_articles_own_pooling() -> None:
    """The figures with it are the article's; those without it are counted by hand."""
    found = savings(MaxPooling2D())
    assert found.fault == ""
    assert article_with(MaxPooling2D()) == ARTICLE.architecture
    assert found.rows[:6] == (
        Saving("Maps that go on", "26×26×32", "13×13×32"),
        Saving("Values in them", f"{26 * 26 * 32:,}", f"{13 * 13 * 32:,}"),
        Saving("Weights of the next convolution", "18,496", "18,496"),
        Saving("Its multiply-adds per image", f"{24 * 24 * 64 * 9 * 32:,}", "2,230,272"),
        Saving("Weights of the first dense layer", f"{10 * 10 * 64 * 70 + 70:,}", "40,390"),
        Saving("Weights of the network", f"{96_844 - 40_390 + 448_070:,}", "96,844"),
    )


@pytest.mark.parametrize(
    ("pooling", "told"),
    [
        (MaxPooling2D(pool_size=(27, 27)), "27×27 does not fit into a map of 26×26"),
        (AveragePooling2D(pool_size=(13, 13)), "3×3 does not fit into a map of 2×2"),
    ],
)
def test_a_pooling_that_the_network_cannot_take_is_told(pooling: AnyPooling, told: str) -> None:
    found = savings(pooling)
    assert found.fault.startswith(told)
    assert found.rows == ()

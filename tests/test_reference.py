"""The article's figures beside a run's."""

import pytest

from cnn_core.overrides import override
from cnn_core.presets import ARTICLE, MLP
from cnn_core.records import Point
from cnn_core.reference import (
    DEVICE,
    EPOCHS,
    SECONDS,
    TEST_ACCURACY,
    compare,
    is_articles_network,
)


def epoch(number: int, loss: float | None, accuracy: float | None) -> Point:
    return Point("epoch", 844 * number, number, 20.0 * number, loss=loss, accuracy=accuracy)


def test_figures_are_those_that_the_article_reports() -> None:
    assert [figures.loss for figures in EPOCHS] == [0.1551, 0.0438, 0.0305, 0.0227, 0.0184]
    assert [figures.accuracy for figures in EPOCHS] == [0.9520, 0.9868, 0.9907, 0.9931, 0.9948]
    assert (TEST_ACCURACY, SECONDS, DEVICE) == (0.99, 20.6, "GTX 960")


def test_differences_are_here_less_the_article() -> None:
    first, second = compare([epoch(1, 0.1651, 0.9500), epoch(2, 0.0438, 0.9870)])
    assert first.difference.loss == pytest.approx(0.0100)
    assert first.difference.accuracy == pytest.approx(-0.0020)
    assert second.difference.loss == 0
    assert (second.epoch, second.article.accuracy) == (2, 0.9868)


def test_epochs_beyond_the_articles_five_are_left_out() -> None:
    assert len(compare([epoch(n, 0.1, 0.9) for n in range(1, 9)])) == len(EPOCHS) == 5


def test_a_loss_that_is_no_number_has_no_difference() -> None:
    (only,) = compare([epoch(1, None, 0.1)])
    assert only.difference.loss is None


def test_other_layers_or_images_do_not_compare() -> None:
    assert is_articles_network(override(ARTICLE, ["training.epochs=1"]))
    assert not is_articles_network(override(ARTICLE, ["data.dataset=fashion_mnist"]))
    assert not is_articles_network(MLP)

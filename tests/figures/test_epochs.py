"""Seconds per epoch."""

from cnn_core.figures.epochs import epochs_figure


def test_one_bar_per_epoch_and_the_expectation() -> None:
    figure = epochs_figure([21.0, 20.5, 20.6], expected=19.0)
    assert list(figure.data[0].x) == [1, 2, 3]
    assert list(figure.data[0].y) == [21.0, 20.5, 20.6]
    assert figure.layout.shapes[0].y0 == 19.0
    assert figure.layout.annotations[0].text == "expected: 19.0 s"


def test_without_expectation_there_is_no_line() -> None:
    assert not epochs_figure([21.0], expected=None).layout.shapes

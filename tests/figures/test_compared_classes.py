"""Accuracy of each class, of several runs."""

from __future__ import annotations

import numpy as np
from scipy.stats import binomtest

from cnn_core.figures.compared_classes import classes_figure

IMAGES = np.array([100, 50, 0, 10, 10, 10, 10, 10, 10, 10])
RIGHT = {"A": np.minimum(IMAGES, 9), "B": IMAGES, "D": IMAGES // 2}


def test_bars_are_wilsons_intervals() -> None:
    dots = classes_figure(RIGHT, IMAGES, "0123456789").data[0]
    interval = binomtest(9, 50).proportion_ci(method="wilson")
    assert dots.x[1] == 18
    np.testing.assert_allclose(dots.x[1] + dots.error_x.array[1], 100 * interval.high)
    np.testing.assert_allclose(dots.x[1] - dots.error_x.arrayminus[1], 100 * interval.low)


def test_a_class_without_images_has_no_dot() -> None:
    assert [len(dots.x) for dots in classes_figure(RIGHT, IMAGES, "0123456789").data] == [9] * 3


def test_runs_are_laid_out_within_the_band_of_their_class() -> None:
    for count in (2, 8):
        right = dict.fromkeys("ABCDEFGH"[:count], IMAGES)
        places = np.array([dots.y for dots in classes_figure(right, IMAGES, "0123456789").data])
        np.testing.assert_array_equal(np.rint(places), [[0, 1, 3, 4, 5, 6, 7, 8, 9]] * count)
        assert (np.diff(places, axis=0) > 0.09).all()

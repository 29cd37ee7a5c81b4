"""Values over a grey image: which colour each pixel gets."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageColor

from cnn_core.figures.over_image import COVER, over_image, scale_strip
from cnn_core.figures.theme import colours


def colours_of(png: bytes) -> np.ndarray:
    """(height, width, 3)."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), int)


def covered(name: str, dark: bool) -> np.ndarray:
    """A colour over an empty ground, as strongly as may be."""
    ground = np.array(ImageColor.getrgb(colours(dark).surface))
    return ground * (1 - COVER) + np.array(ImageColor.getrgb(name)) * COVER


@pytest.mark.parametrize("dark", [False, True])
def test_the_sign_chooses_the_colour(dark: bool) -> None:
    below, _, above = colours(dark).diverging
    shown = colours_of(over_image(np.zeros((1, 3), np.uint8), np.array([[-1.0, 0, 2]]), dark=dark))
    expected = [
        covered(below, dark),
        ImageColor.getrgb(colours(dark).surface),
        covered(above, dark),
    ]
    np.testing.assert_allclose(shown[0], expected, atol=0.51)


def test_without_values_ink_is_grey_and_stronger_than_the_ground() -> None:
    shown = colours_of(
        over_image(np.array([[0, 128, 255]], np.uint8), np.zeros((1, 3)), dark=False)
    )
    assert (np.diff(shown[0, :, 0]) < -20).all()
    assert np.ptp(shown, axis=2).max() < 10


@pytest.mark.parametrize(("low", "first"), [(-1, 0), (0, 1)])
def test_the_scale_runs_from_its_lowest_colour_to_the_highest(low: int, first: int) -> None:
    strip = colours_of(scale_strip(low, dark=False))
    below, _, above = colours(False).diverging
    ends = [covered(below, False), np.array(ImageColor.getrgb(colours(False).surface), float)]
    np.testing.assert_allclose(strip[0, 0], ends[first], atol=0.51)
    np.testing.assert_allclose(strip[0, -1], covered(above, False), atol=0.51)


def test_a_power_below_1_brings_small_values_out() -> None:
    above = np.array(ImageColor.getrgb(colours(False).diverging[2]))
    empty = np.zeros((1, 1), np.uint8)
    faint, strong = (
        colours_of(over_image(empty, np.array([[0.25]]), dark=False, power=power))[0, 0]
        for power in (1, 0.5)
    )
    half = colours_of(over_image(empty, np.array([[0.5]]), dark=False))[0, 0]
    np.testing.assert_array_equal(strong, half)
    assert np.abs(strong - above).sum() < np.abs(faint - above).sum()

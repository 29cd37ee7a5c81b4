"""Pictures with captions as HTML."""

from __future__ import annotations

import io
import re
from base64 import b64decode

import numpy as np
import pytest
from PIL import Image

from cnn_core.figures.pictures import Picture, pictures_html
from cnn_core.figures.theme import DARK, LIGHT

RNG = np.random.default_rng(0)


def picture(height: int, width: int, title: str = "Map 1", faint: bool = False) -> Picture:
    return Picture(RNG.integers(0, 256, (height, width), np.uint8), title, ("a", "b"), faint)


def images(html: str) -> list[np.ndarray]:
    found = re.findall(r"base64,([^\"]+)", html)
    return [np.asarray(Image.open(io.BytesIO(b64decode(each)))) for each in found]


def sizes(html: str) -> list[tuple[int, int]]:
    found = re.findall(r'width="(\d+)" height="(\d+)"', html)
    return [(int(height), int(width)) for width, height in found]


def test_every_pixel_is_one_of_the_png_and_enlarged_alike() -> None:
    html = pictures_html([picture(18, 18), picture(12, 18)], LIGHT, dark=False)
    assert [each.shape for each in images(html)] == [(18, 18, 4), (12, 18, 4)]
    assert sizes(html) == [(72, 72), (48, 72)]
    assert "image-rendering: pixelated" in html


@pytest.mark.parametrize(("side", "shown"), [(1, 84), (3, 84), (28, 84)])
def test_small_images_are_as_large_as_others(side: int, shown: int) -> None:
    assert sizes(pictures_html([picture(side, side)], LIGHT, dark=False)) == [(shown, shown)]


def test_ink_has_the_colour_of_the_theme_s_text() -> None:
    black_and_white = Picture(np.array([[0, 255]], np.uint8), "", ())
    for theme, dark in ((LIGHT, False), (DARK, True)):
        (image,) = images(pictures_html([black_and_white], theme, dark))
        colours = ["#" + bytes(pixel[:3]).hex() for pixel in image[0].tolist()]
        assert colours == [theme.surface, theme.text]


def test_captions_are_text_and_what_is_dead_is_faint() -> None:
    html = pictures_html([picture(28, 28, "<b>", faint=True), picture(28, 28)], LIGHT, dark=False)
    assert "<b>" not in html
    assert 'alt="&lt;b&gt;"' in html
    assert html.count("class=faint") == 1
    assert html.count("<small>") == 4


def test_nothing_is_nothing() -> None:
    assert images(pictures_html([], LIGHT, dark=False)) == []

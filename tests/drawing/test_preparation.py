"""Preparation against MNIST's own images, and against what a person would expect of a drawing."""

from __future__ import annotations

import re

import numpy as np
import pytest

from cnn_core.datasets import load_test
from cnn_core.drawing.preparation import (
    LINE_WIDTH,
    WAYS,
    Drawing,
    Stroke,
    Way,
    ink_of,
    is_empty,
    prepare,
    seen_pixels,
)
from cnn_core.drawing.raster import Ink
from tests.skeletons import drawn

IMAGES = load_test("mnist").pixels[:100]
SEVEN = (0.3, 0.3, 0.7, 0.3, 0.45, 0.8)


def drawing(*strokes: tuple[float, ...], brush: float = 0.07) -> Drawing:
    return Drawing(tuple(map(Stroke, strokes)), brush)


def prepared(given: Drawing, way: Way = "mnist") -> Ink:
    pixels = prepare(given, way)
    assert pixels is not None
    assert (pixels.shape, pixels.dtype) == ((28, 28), np.uint8)
    return pixels


def enlarged(image: Ink, times: int) -> Drawing:
    return Drawing(image=np.kron(image, np.ones((times, times), np.uint8)))


def box(pixels: Ink) -> tuple[int, int, int, int]:
    """left, top, width, height of the ink"""
    rows, columns = np.flatnonzero(pixels.any(axis=1)), np.flatnonzero(pixels.any(axis=0))
    return columns[0], rows[0], columns[-1] + 1 - columns[0], rows[-1] + 1 - rows[0]


def centre(pixels: Ink) -> tuple[float, float]:
    x, y = np.arange(28), np.arange(28)[:, np.newaxis]
    return float((pixels * x).sum() / pixels.sum()), float((pixels * y).sum() / pixels.sum())


def difference(one: Ink, other: Ink) -> float:
    return float(abs(one.astype(int) - other).mean())


# ---------------------------------------------------------------- an MNIST image comes back


@pytest.mark.parametrize("times", [1, 10, 13])
def test_an_enlarged_image_comes_back_nearly_the_same(times: int) -> None:
    back = [prepared(enlarged(image, times)) for image in IMAGES]
    assert np.mean([difference(*pair) for pair in zip(back, IMAGES, strict=True)]) < 1.5
    same = [np.array_equal(*pair) for pair in zip(back, IMAGES, strict=True)]
    assert np.mean(same) > 0.85  # the rest have lines that are unusually thin or thick


def test_a_shifted_and_framed_image_comes_back_too() -> None:
    for image in IMAGES[:20]:
        framed = Drawing(image=np.pad(np.kron(image, np.ones((4, 4), np.uint8)), ((3, 9), (50, 0))))
        assert difference(prepared(framed), image) < 12


def test_lines_redrawn_are_as_wide_as_the_images_on_average() -> None:
    images = IMAGES[:50]
    redrawn = [prepared(drawn(image)) for image in images]
    assert np.mean(redrawn) == pytest.approx(images.mean(), rel=0.06)
    assert np.mean([difference(*pair) for pair in zip(redrawn, images, strict=True)]) < 16


def test_a_test_image_is_seen_as_it_is_until_something_is_drawn_on_it() -> None:
    seen = seen_pixels(Drawing(pixels=IMAGES[0]))
    assert np.array_equal(seen, IMAGES[0])
    drawn_on = Drawing((Stroke((0.1, 0.9, 0.4, 0.9)),), pixels=IMAGES[0])
    assert not np.array_equal(seen_pixels(drawn_on), IMAGES[0])
    assert box(prepared(drawn_on, "resized"))[0] < box(IMAGES[0])[0]


# ---------------------------------------------------------------- the four ways


def test_resized_keeps_the_place_and_the_others_do_not() -> None:
    small = drawing((0.1, 0.1, 0.2, 0.1, 0.14, 0.25))
    assert box(prepared(small, "resized"))[:2] == (1, 1)
    for way in ("cropped", "centred", "mnist"):
        assert max(box(prepared(small, way))[2:]) == 20


def test_cropped_lies_in_the_middle_and_centred_by_its_mass() -> None:
    left, top, width, height = box(prepared(drawing(SEVEN), "cropped"))
    assert (left + width / 2, top + height / 2) == pytest.approx((14, 14), abs=0.5)
    for way in ("centred", "mnist"):
        assert centre(prepared(drawing(SEVEN), way)) == pytest.approx((14, 14), abs=0.501)


def test_a_digit_is_never_moved_out_of_the_image() -> None:
    heavy = drawing((0.1, 0.1, 0.9, 0.9), *((0.1, 0.1, 0.11, 0.3),) * 3)
    thick = drawing((0.5, 0.1, 0.5, 0.5), (0.2, 0.9, 0.8, 0.9), brush=0.2)
    for given in (heavy, thick):
        centred, cropped = prepared(given, "centred"), prepared(given, "cropped")
        assert centred.sum() == cropped.sum()


@pytest.mark.parametrize("brush", [0.005, 0.03, 0.15, 0.4])
def test_the_brush_does_not_matter_to_mnist(brush: float) -> None:
    assert np.array_equal(prepared(drawing(SEVEN, brush=brush)), prepared(drawing(SEVEN)))


@pytest.mark.parametrize("size", [0.12, 0.5, 1])
@pytest.mark.parametrize("left", [-0.05, 0])
def test_neither_size_nor_place_matters_to_mnist(size: float, left: float) -> None:
    found = prepared(drawn(IMAGES[0], size, left * size, top=0))
    assert difference(found, prepared(drawn(IMAGES[0]))) < 0.5


def test_a_line_is_as_wide_as_mnists_with_a_full_core_and_a_soft_edge() -> None:
    across = prepared(drawing((0.2, 0.4, 0.9, 0.61))).astype(float)[:, 14]
    assert across.max() == 255
    slope = np.cos(np.arctan2(0.21, 0.7))
    assert across.sum() / 255 * slope == pytest.approx(LINE_WIDTH, abs=0.1)
    assert 1 <= ((across > 0) & (across < 255)).sum() <= 3


@pytest.mark.parametrize("times_wider", [0.4, 2.5])
def test_unusual_lines_of_pictures_become_usual(times_wider: float) -> None:
    """A ring of MNIST's line width, and one much thinner or thicker."""
    usual = prepared(Drawing(image=ring(LINE_WIDTH * 10)))
    other = prepared(Drawing(image=ring(LINE_WIDTH * 10 * times_wider)))
    assert box(other)[2:] == (20, 20)
    assert difference(usual, other) < 25
    untouched = prepared(Drawing(image=ring(LINE_WIDTH * 10 * times_wider)), "centred")
    assert difference(usual, other) < 0.75 * difference(usual, untouched)


def ring(width: float) -> Ink:
    """200 cells across from middle to middle of its line."""
    y, x = np.mgrid[-150:150, -150:150] + 0.5
    away = abs(np.hypot(x, y) - (200 - width) / 2)
    return (255 * (away < width / 2)).astype(np.uint8)


# ---------------------------------------------------------------- how people draw


def test_points_that_repeat_or_tremble_change_little() -> None:
    x, y = np.linspace(0.2, 0.6, 300), 0.5 + 0.2 * np.sin(np.linspace(0, 6, 300))
    smooth = np.stack((x, y), axis=1)
    tremble = smooth + np.random.default_rng(0).normal(0, 0.001, smooth.shape)
    twice = np.repeat(smooth, 2, axis=0)
    straight, shaken, repeated = (
        prepared(drawing(tuple(points.ravel().tolist()))) for points in (smooth, tremble, twice)
    )
    assert difference(straight, shaken) < 2.5
    assert np.array_equal(straight, repeated)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("dot", [(0.9, 0.1), (0.9, 0.1, 0.9, 0.1), (0.9, 0.1) * 50])
def test_a_dot_stays_a_dot(dot: tuple[float, ...], way: Way) -> None:
    width, height = box(prepared(drawing(dot), way))[2:]
    assert 2 <= width == height <= 11


def test_a_dot_has_the_width_of_mnists_lines() -> None:
    assert max(box(prepared(drawing((0.5, 0.5))))[2:]) == 3
    shaken = drawing((0.5, 0.5, 0.51, 0.505))
    assert max(box(prepared(shaken))[2:]) <= 6


@pytest.mark.parametrize("way", WAYS)
def test_an_empty_drawing_gives_nothing(way: Way) -> None:
    blank = np.zeros((3, 5), np.uint8)
    outside = drawing((1.2, 0.5, 1.4, 0.5), (-0.5, 0.4, 0.4, -0.5))
    for empty in (drawing(), drawing(()), Drawing(image=blank), outside):
        assert is_empty(empty)
        assert prepare(empty, way) is None
        assert seen_pixels(empty) is None


def test_what_is_outside_the_pad_is_no_ink() -> None:
    """A line that leaves the pad and comes back is two lines that end at its border."""
    across = drawing((0.5, 0.2, 1.5, 0.5, 0.5, 0.8))
    ended = drawing((0.5, 0.2, 1, 0.35), (1, 0.65, 0.5, 0.8))
    for way in WAYS:
        assert difference(prepared(across, way), prepared(ended, way)) < 0.5


@pytest.mark.parametrize("wrong", [float("nan"), float("inf"), -1e300])
def test_coordinates_that_are_no_numbers_are_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match=re.escape(f"Received: {wrong}")):
        prepare(drawing((0.1, wrong)), "mnist")
    with pytest.raises(ValueError, match="Received: 3 numbers"):
        is_empty(drawing((0.1, 0.2, 0.3)))


def test_an_unknown_way_is_refused() -> None:
    with pytest.raises(ValueError, match=r"resized, cropped, centred, mnist\. Received: best"):
        prepare(drawing(SEVEN), "best")  # type: ignore[arg-type]


def test_the_raster_has_the_ink_of_strokes_and_image() -> None:
    bar = drawing((0.25, 0.5, 0.75, 0.5), brush=0.1)
    area = 0.5 * 0.1 + np.pi * 0.05**2
    assert ink_of(bar, 200).sum() / 255 / 200**2 == pytest.approx(area, rel=0.01)
    wide = Drawing(bar.strokes, 0.1, np.full((10, 40), 200, np.uint8))
    raster = ink_of(wide, 200)
    assert raster[100, 10] == 200
    assert raster[100, 100] == 255
    assert raster[60, 100] == 0

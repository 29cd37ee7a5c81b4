"""web/draw/prepare.js against its Python twin, to the last byte."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from py_mini_racer import JSEvalException, MiniRacer

from cnn_core.datasets import load_test
from cnn_core.drawing.preparation import (
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
from cnn_core.web_files import joined
from tests.skeletons import drawn

SCRIPTS = ("draw/raster.js", "draw/line_width.js", "draw/prepare.js")
ASKED = """
function asDrawing({ strokes, brush, image, pixels }) {
  return {
    strokes,
    brush,
    image: image && { ...image, ink: new Uint8Array(image.ink) },
    pixels: pixels && new Uint8Array(pixels),
  };
}
function asked(method, text, ...rest) {
  const drawing = asDrawing(JSON.parse(text));
  const answer = { prepare, seenPixels, inkOf, isEmpty }[method](drawing, ...rest);
  return JSON.stringify(ArrayBuffer.isView(answer) ? Array.from(answer) : answer);
}
"""
IMAGES = load_test("mnist").pixels[:24]

COORDINATE = st.floats(-0.3, 1.3)
POINTS = st.lists(st.tuples(COORDINATE, COORDINATE), max_size=12)
STROKES = POINTS.map(lambda points: Stroke(tuple(value for point in points for value in point)))
SIZES = st.tuples(st.integers(1, 40), st.integers(1, 40))
DRAWINGS = st.builds(
    Drawing,
    strokes=st.lists(STROKES, max_size=4).map(tuple),
    brush=st.floats(0.005, 0.3),
    image=st.none() | arrays.arrays(np.uint8, SIZES),
    pixels=st.none() | st.sampled_from(list(IMAGES)),
)


@pytest.fixture(scope="module")
def engine() -> Iterator[MiniRacer]:
    with MiniRacer() as racer:
        racer.eval('"use strict";\n' + joined(*SCRIPTS) + ASKED)
        yield racer


@pytest.fixture(scope="module")
def ask(engine: MiniRacer) -> Callable[..., Any]:
    """What one of the script's functions says of a drawing."""
    return lambda method, drawing, *rest: json.loads(
        engine.call("asked", method, as_script(drawing), *rest)
    )


def as_script(drawing: Drawing) -> str:
    image, pixels = drawing.image, drawing.pixels
    parts = {
        "strokes": [asdict(stroke) for stroke in drawing.strokes],
        "brush": drawing.brush,
        "image": None if image is None else as_picture(image),
        "pixels": None if pixels is None else pixels.ravel().tolist(),
    }
    return json.dumps(parts)


def as_picture(image: Ink) -> dict[str, Any]:
    return {"height": len(image), "width": len(image[0]), "ink": image.ravel().tolist()}


def as_list(pixels: Ink | None) -> list[int] | None:
    return None if pixels is None else pixels.ravel().tolist()


@settings(max_examples=80, deadline=None)
@given(drawing=DRAWINGS, way=st.sampled_from(WAYS))
def test_both_prepare_a_drawing_alike(ask: Callable[..., Any], drawing: Drawing, way: Way) -> None:
    assert ask("prepare", drawing, way) == as_list(prepare(drawing, way))
    assert ask("seenPixels", drawing) == as_list(seen_pixels(drawing))
    assert ask("isEmpty", drawing) == is_empty(drawing)


@pytest.mark.parametrize("way", WAYS)
def test_both_prepare_mnists_images_alike(ask: Callable[..., Any], way: Way) -> None:
    for number, image in enumerate(IMAGES):
        enlarged = Drawing(image=np.kron(image, np.ones((5, 5), np.uint8)))
        given = drawn(image) if number % 2 else enlarged
        assert ask("prepare", given, way) == as_list(prepare(given, way))


@settings(max_examples=20, deadline=None)
@given(drawing=DRAWINGS, side=st.integers(1, 90))
def test_both_make_the_same_raster(ask: Callable[..., Any], drawing: Drawing, side: int) -> None:
    assert ask("inkOf", drawing, side) == as_list(ink_of(drawing, side))


def test_an_empty_drawing_is_empty(engine: MiniRacer) -> None:
    assert engine.eval("isEmpty(emptyDrawing()) && prepare(emptyDrawing(), 'mnist') === null")
    assert json.loads(engine.eval("JSON.stringify(WAYS)")) == list(WAYS)


@pytest.mark.parametrize(
    ("points", "way", "message"),
    [
        ("[0.1, NaN]", "mnist", "shares of the pad. Received: NaN"),
        ("[0.1, undefined]", "mnist", "Expected pairs of coordinates"),
        ("[0.1, 0.2, -Infinity, 0]", "mnist", "Received: -Infinity"),
        ("[0.1, 0.2, 0.3]", "resized", "Received: 3 numbers"),
        ("[0.1, 0.2]", "best", "resized, cropped, centred, mnist. Received: best"),
    ],
)
def test_what_is_no_drawing_is_refused(
    engine: MiniRacer, points: str, way: str, message: str
) -> None:
    strokes = f"{{ ...emptyDrawing(), strokes: [{{ points: {points} }}] }}"
    with pytest.raises(JSEvalException) as caught:
        engine.eval(f"prepare({strokes}, '{way}')")
    assert message in str(caught.value)


def test_the_default_way_takes_a_small_part_of_a_frame(engine: MiniRacer) -> None:
    """Three hundred points; 2 ms when the machine has nothing else to do."""
    angles = np.linspace(0, 12, 300)
    points = np.stack((0.5 + 0.03 * angles * np.cos(angles), 0.5 + 0.3 * np.sin(angles)), axis=1)
    text = as_script(Drawing((Stroke(tuple(points.ravel().tolist())),)))
    engine.eval(f"globalThis.spiral = asDrawing({text}), 0")
    seconds = []
    for _ in range(30):
        began = time.perf_counter()
        engine.eval("prepare(spiral, 'mnist'), 0")
        seconds.append(time.perf_counter() - began)
    assert min(seconds) < 0.008

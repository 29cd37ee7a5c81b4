"""Drawings as pixels."""

from __future__ import annotations

import re
from io import BytesIO

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from cnn_core.datasets import CLASS_NAMES
from cnn_core.figures.theme import LIGHT
from cnn_core.run_report.charts import standalone
from cnn_core.run_report.png import SCALE, png
from cnn_core.run_report.row_chart import PLOT_WIDTH, ROW, TOP, Series, row_chart

WHITE = (255, 255, 255)


def pixels(svg: str) -> NDArray[np.uint8]:
    """(height, width, 3)"""
    with Image.open(BytesIO(png(svg))) as image:
        assert image.format == "PNG"
        return np.asarray(image.convert("RGB"))


def bars(*values: float) -> str:
    names, texts = [f"row {value}" for value in values], ["" for _ in values]
    return standalone(row_chart("Bars", names, [Series("", values, texts)], "%", (0, 100)))


def test_a_unit_is_two_pixels() -> None:
    svg = bars(10, 20, 30)
    sizes = re.findall(r'viewBox="0 0 (\d+) (\d+)"', svg)
    assert [tuple(SCALE * int(side) for side in size) for size in sizes] == [
        pixels(svg).shape[1::-1]
    ]
    assert SCALE == 2


@pytest.mark.parametrize("share", [25, 100])
def test_a_bar_is_as_long_as_its_value(share: int) -> None:
    row = pixels(bars(share))[SCALE * (TOP + 10)]
    accent = tuple(bytes.fromhex(LIGHT.accent[1:]))
    assert (row == accent).all(axis=1).sum() == pytest.approx(
        SCALE * PLOT_WIDTH * share / 100, abs=3
    )


def test_what_is_no_number_has_no_bar() -> None:
    drawn = pixels(bars(50, float("nan")))
    assert (drawn[SCALE * (TOP + 10)] != drawn[SCALE * (TOP + ROW + 10)]).any()


def test_every_letter_is_drawn() -> None:
    texts = {"Loss (nats, with L2 terms)", "1,234.5 %", *CLASS_NAMES["fashion_mnist"]}
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 20">'
    for letter in sorted({*"".join(texts)} - {" "}):
        drawn = pixels(f'{head}<text x="5" y="15" font-family="sans-serif">{letter}</text></svg>')
        assert (drawn != WHITE).any(), letter

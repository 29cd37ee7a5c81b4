"""The drawing's picture, labels and tooltips."""

from __future__ import annotations

import re
from base64 import b64decode
from xml.etree import ElementTree

import numpy as np
import pytest

from cnn_core.arithmetic import describe
from cnn_core.figures.network import legend, network_html
from cnn_core.figures.theme import DARK, LIGHT, Colours
from cnn_core.presets import ARTICLE, PRESETS, SMALL
from cnn_core.spec import RunSpec

SVG = "{http://www.w3.org/2000/svg}"


def drawn(spec: RunSpec, colours: Colours = LIGHT, example: bool = False) -> str:
    layers = describe(spec.architecture).layers
    image = np.eye(28, dtype=np.uint8) * 255 if example else None
    return network_html(spec.architecture, layers, colours, image)


def picture(html: str) -> ElementTree.Element:
    found = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', html)
    assert found is not None
    return ElementTree.fromstring(b64decode(found[1]))


@pytest.mark.parametrize("name", PRESETS)
def test_every_layer_has_its_label_and_tooltip(name: str) -> None:
    html = drawn(PRESETS[name])
    layers = len(PRESETS[name].architecture.layers) + 1
    assert html.count('class="net-label"') == layers
    assert html.count('class="net-tip"') == layers


def test_tooltips_tell_the_figures() -> None:
    html = drawn(ARTICLE)
    assert "64 filters 3×3, stride 1, valid, relu" in html
    assert "18,496 = 64·(3·3·32)+64" in html
    assert "8×8 pixels, step 2×2" in html
    assert "2,230,272" in html


def test_the_ten_outputs_are_named() -> None:
    texts = [text.text for text in picture(drawn(ARTICLE)).iter(f"{SVG}text")]
    assert texts == [str(digit) for digit in range(10)]


def test_one_window_for_each_convolution_and_pooling() -> None:
    layers = SMALL.architecture.layers
    sliding = [layer for layer in layers if layer.kind in ("conv2d", "max_pooling2d")]
    assert len(list(picture(drawn(SMALL)).iter(f"{SVG}circle"))) == len(sliding)


def test_the_example_is_drawn_pixel_by_pixel() -> None:
    with_example, without = (picture(drawn(ARTICLE, example=shown)) for shown in (True, False))
    polygons = [len(list(tree.iter(f"{SVG}polygon"))) for tree in (with_example, without)]
    assert polygons[0] - polygons[1] == 28


def test_each_theme_has_its_own_colours() -> None:
    assert LIGHT.accent in drawn(ARTICLE)
    assert DARK.accent in drawn(ARTICLE, DARK)
    assert LIGHT.accent not in drawn(ARTICLE, DARK)


def test_the_legend_tells_the_scale() -> None:
    assert "a map's pixel is 5 px long" in legend(describe(ARTICLE.architecture).layers)

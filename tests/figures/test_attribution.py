"""The pictures of what speaks for a class."""

from __future__ import annotations

import base64
import io
import re
from dataclasses import replace

import numpy as np
from PIL import Image

from cnn_core.figures.attribution import attribution_html
from cnn_core.figures.theme import LIGHT
from cnn_core.inside.attribution import NO_MAPS
from tests.inside.test_attribution import SOUND

SENTENCES = ("the <image>", "the heat", "the shares")
IMAGE = np.eye(28, dtype=np.uint8) * 255


def test_three_pictures_with_scales_and_sentences() -> None:
    shares = SOUND.shares.copy()
    shares[3, 4] = -0.5
    html = attribution_html(replace(SOUND, shares=shares), IMAGE, SENTENCES, LIGHT, dark=False)
    assert re.findall("<h4>(.*?)</h4>", html) == ["The image", "Grad-CAM", "Integrated gradients"]
    assert re.findall("<p>(.*?)</p>", html) == ["the &lt;image&gt;", *SENTENCES[1:]]
    assert re.findall("<span>(.*?)</span>", html) == ["0", "+1", "−0.5", "0", "+0.5"]
    sizes = [
        Image.open(io.BytesIO(base64.b64decode(png))).size
        for png in re.findall('class="picture".*?base64,(.*?)"', html)
    ]
    assert sizes == [(28, 28)] * 3


def test_without_maps_there_are_two() -> None:
    html = attribution_html(replace(SOUND, layer=NO_MAPS), IMAGE, SENTENCES, LIGHT, dark=True)
    assert re.findall("<h4>(.*?)</h4>", html) == ["The image", "Integrated gradients"]
    assert "the heat" not in html


def test_where_nothing_speaks_for_the_class_all_is_grey() -> None:
    nothing = np.zeros((28, 28), np.float32)
    found = replace(SOUND, heat=nothing, shares=nothing)
    html = attribution_html(found, IMAGE, SENTENCES, LIGHT, dark=False)
    pictures = re.findall('class="picture".*?base64,(.*?)"', html)
    assert pictures[1] == pictures[2]

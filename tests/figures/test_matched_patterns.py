"""Two units' patterns side by side."""

from __future__ import annotations

import io
import re
from base64 import b64decode

import numpy as np
from PIL import Image

from cnn_core.figures.matched_patterns import PatternPair, patterns_html
from cnn_core.figures.theme import LIGHT

PATTERNS = np.stack([np.zeros((28, 28), np.uint8), np.full((28, 28), 255, np.uint8)])


def test_each_pair_has_both_patterns_and_their_numbers() -> None:
    html = patterns_html([PatternPair(4, 0, 0.876, PATTERNS)], "filter", LIGHT, dark=False)
    assert "filter 5 and 1" in html
    assert "correlation 0.88" in html
    picture = Image.open(io.BytesIO(b64decode(re.findall(r"base64,([^\"]+)", html)[0])))
    assert picture.size == (60, 28)
    left, right = (picture.getpixel((x, 10))[:3] for x in (5, 55))
    assert left == (0xF4, 0xF5, 0xF7)
    assert right == (0x1F, 0x24, 0x29)

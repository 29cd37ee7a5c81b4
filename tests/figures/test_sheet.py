"""The sheet of images with captions, read back."""

import io

import numpy as np
from PIL import Image

from cnn_core.figures.sheet import GAP, SCALE, sheet


def test_pixels_are_crisp_squares() -> None:
    images = np.random.default_rng(0).integers(0, 256, (12, 28, 28), np.uint8)
    pixels = np.asarray(Image.open(io.BytesIO(sheet(images, ["4 → 9\n98.7 %"] * 12))).convert("L"))
    side = 28 * SCALE
    shown = pixels[GAP : GAP + side, GAP : GAP + side]
    np.testing.assert_array_equal(
        shown, 255 - images[0].repeat(SCALE, axis=0).repeat(SCALE, axis=1)
    )
    assert (pixels[GAP + side + 2 : GAP + side + 30, GAP : GAP + side] < 128).any()

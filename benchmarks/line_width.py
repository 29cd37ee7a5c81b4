"""How wide the lines of MNIST's training images are: where preparation's widths are from.

    python -m benchmarks.line_width [--every 20]

One image of so many is measured, and one of ten times as many drawn anew.
"""

from __future__ import annotations

import argparse

import numpy as np
from numpy.typing import NDArray

from cnn_core.datasets import load
from cnn_core.drawing import preparation
from cnn_core.drawing.line_width import ink_depths, line_width
from cnn_core.drawing.raster import Ink, painted_lines, shrunk
from tests.skeletons import drawn

SHARES = (5, 25, 50, 75, 95)
WIDTHS = (2.0, 2.25, 2.5, 2.75)


def width_of(image: Ink) -> float:
    """Mean width of an image's lines in pixels, measured as preparation does."""
    fine = preparation.FINE
    return line_width(ink_depths(np.kron(image, np.ones((fine, fine), np.uint8)))) / fine


def ink_by_width(image: Ink) -> NDArray[np.int64]:
    """Ink of an image's lines drawn anew in a box of 20 pixels, with each of WIDTHS."""
    points = np.array(preparation.pad_segments(drawn(image))).reshape(-1, 2)
    points = (points - points.min(axis=0)) / np.ptp(points, axis=0).max()
    return np.array([redrawn(points, width).sum(dtype=np.int64) for width in WIDTHS])


def redrawn(points: NDArray[np.float64], width: float) -> Ink:
    """Lines between pairs of points, the longer side of which is 1, so many pixels wide."""
    fine = preparation.FINE
    cells = (points * (preparation.BOX - width) + width / 2) * fine
    ink = painted_lines(cells.reshape(-1, 4), width / 2 * fine, preparation.FINE_SIDE)
    return shrunk(ink, preparation.SIDE)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=20)
    every = parser.parse_args().every
    images = load("mnist")[0].pixels[::every]
    widths = [width_of(image) for image in images]
    for share, width in zip(SHARES, np.percentile(widths, SHARES), strict=True):
        print(f"{share} % of the images have lines below {width:.2f} pixels")
    some = images[::10]
    ink = np.sum([ink_by_width(image) for image in some], axis=0)
    equal = np.interp(some.sum(dtype=np.int64), ink, WIDTHS)
    print(f"lines drawn anew have as much ink as the images with {equal:.2f} pixels")


if __name__ == "__main__":
    main()

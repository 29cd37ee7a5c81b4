"""How deep the cells of a raster lie in its lines, and how wide these are.

Twin of web/draw/line_width.js, which computes the distances itself: both are exact.
"""

from __future__ import annotations

import numpy as np

from cnn_core.drawing.raster import Ink, Values


def line_width(depths: Values) -> float:
    """Mean width in cells: across a line the distance to its edge is a quarter of it on average.

    0 without ink. `depths` are those of `ink_depths`.
    """
    inside = depths[depths > 0]
    return 4 * float(inside.sum()) / len(inside) if len(inside) else 0.0


def ink_depths(ink: Ink) -> Values:
    """Distance of each cell's centre to the edge of the ink, in cells; below 0 outside of the ink.

    A cell is ink from 128 of 255. There must be ground, as there is around a digit.

    Returns:
        (height, width)
    """
    from scipy.ndimage import distance_transform_edt

    is_ink = ink >= 128
    if not is_ink.any():
        return np.full(ink.shape, -np.inf)
    to_ground, to_ink = distance_transform_edt(is_ink), distance_transform_edt(~is_ink)
    depths: Values = np.where(is_ink, to_ground - 0.5, 0.5 - to_ink)
    return depths

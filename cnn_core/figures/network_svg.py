"""The picture of a network: boxes of maps, the windows that kernels slide, bars of units."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cnn_core.figures.network_layout import SLANT, Block, Layout, Look, Scale
from cnn_core.figures.theme import Colours
from cnn_core.layers import Architecture, AveragePooling2D, Conv2D, Layer, MaxPooling2D

Picture = NDArray[np.uint8]
Point = tuple[float, float]
LINE_SPACING = 3.2
"""Least distance between the lines that part the maps of a box."""
OVERLAP = 1.1
"""Width of an image's pixel in the picture, so that no gap shows between two."""
WINDOW_AT = (0.30, 0.45)
"""Where on a map the kernel's window is drawn: shares of the free rows and columns."""


def svg(
    layout: Layout, architecture: Architecture, colours: Colours, example: Picture | None = None
) -> str:
    """The picture at its natural size; it scales without loss."""
    parts = []
    for before, block in pairwise(layout.blocks):
        parts += _connection(before, block, architecture, layout.scale, colours)
    blocks = [_block(block, colours) for block in layout.blocks]
    if example is not None:
        blocks.append(_image(layout.blocks[0], example, layout.scale, colours))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {layout.width:.1f} '
        f'{layout.height:.0f}" stroke-linejoin="round">{"".join(blocks)}{"".join(parts)}</svg>'
    )


# ---------------------------------------------------------------- blocks


def _block(block: Block, colours: Colours) -> str:
    if block.look is Look.CELLS:
        return _cells(block, colours)
    tint = _tint(block, colours)
    paper = block.layer.kind == "input"
    faces = ((_front(block), 0.30), (_top(block), 0.16), (_side(block), 0.08 if paper else 0.55))
    drawn = [
        _polygon(face, f'fill="{colours.background}" stroke="none"')
        + _polygon(face, f'fill="{tint}" fill-opacity="{depth}" stroke="{tint}" stroke-width="1"')
        for face, depth in faces
    ]
    return "".join(drawn) + _lines_between_maps(block, tint)


def _tint(block: Block, colours: Colours) -> str:
    coloured = block.layer.kind in ("conv2d", "dense", "cluster_distances")
    return colours.accent if coloured else colours.muted


def _lines_between_maps(block: Block, tint: str) -> str:
    if block.look is not Look.BOX:
        return ""
    maps = block.layer.output_shape[2]
    every = max(1, round(LINE_SPACING / (block.thickness / maps) + 0.5))
    right, up = block.depth
    lines = []
    for number in range(every, maps, every):
        x = block.x + block.thickness * number / maps
        lines.append(f"M{x:.1f} {block.y + block.height:.1f}V{block.y:.1f}l{right:.1f} {-up:.1f}")
    path = "".join(lines)
    return f'<path d="{path}" fill="none" stroke="{tint}" stroke-opacity=".35" stroke-width=".7"/>'


def _cells(block: Block, colours: Colours) -> str:
    """One square per class with its digit."""
    side = block.thickness
    drawn = []
    for number in range(block.layer.output_shape[-1]):
        y = block.y + number * side
        drawn.append(
            f'<rect x="{block.x:.1f}" y="{y:.1f}" width="{side}" height="{side}" '
            f'fill="{colours.accent}" fill-opacity=".3" stroke="{colours.accent}"/>'
            f'<text x="{block.x + side / 2:.1f}" y="{y + 0.75 * side:.1f}" font-size="10" '
            f'font-family="sans-serif" text-anchor="middle" fill="{colours.text}">{number}</text>'
        )
    return "".join(drawn)


def _front(block: Block) -> tuple[Point, ...]:
    x, y, right, bottom = block.x, block.y, block.x + block.thickness, block.y + block.height
    return (x, y), (right, y), (right, bottom), (x, bottom)


def _top(block: Block) -> tuple[Point, ...]:
    (x, y), (dx, dy) = (block.x, block.y), block.depth
    right = x + block.thickness
    return (x, y), (right, y), (right + dx, y - dy), (x + dx, y - dy)


def _side(block: Block) -> tuple[Point, ...]:
    """The last map: what the next layer's kernels slide over."""
    x, (dx, dy) = block.x + block.thickness, block.depth
    bottom = block.y + block.height
    return (x, block.y), (x + dx, block.y - dy), (x + dx, bottom - dy), (x, bottom)


def _image(block: Block, example: Picture, scale: Scale, colours: Colours) -> str:
    """The image on the input's map, one parallelogram for each inked pixel."""
    drawn = []
    for (row, column), value in np.ndenumerate(example):
        if value:
            corners = [
                _on_map(block, scale, row + down, column + right)
                for down, right in ((0, 0), (0, OVERLAP), (1, OVERLAP), (1, 0))
            ]
            drawn.append(
                _polygon(corners, f'fill="{colours.text}" fill-opacity="{value / 255:.2f}"')
            )
    return "".join(drawn)


# ---------------------------------------------------------------- connections


def _connection(
    before: Block, block: Block, architecture: Architecture, scale: Scale, colours: Colours
) -> list[str]:
    layer = architecture.layers[block.layer.index]
    window = _window(layer)
    if window is not None and before.look in (Look.BOX, Look.PLATE):
        return _sliding_window(before, block, window, scale, colours)
    if block.look is Look.PLATE:
        return []
    return [_fan(before, block, colours)]


def _window(layer: Layer) -> tuple[int, int] | None:
    """(height, width) of what one node of the layer looks at, in pixels of its input."""
    if isinstance(layer, Conv2D):
        return layer.kernel_size
    if isinstance(layer, MaxPooling2D | AveragePooling2D):
        return layer.pool_size
    return None


def _sliding_window(
    before: Block, block: Block, window: tuple[int, int], scale: Scale, colours: Colours
) -> list[str]:
    """The window on the last map before, and four lines to the node that it feeds."""
    rows, columns, _ = before.layer.output_shape
    height, width = min(window[0], rows), min(window[1], columns)
    top, left = WINDOW_AT[0] * (rows - height), WINDOW_AT[1] * (columns - width)
    corners = [
        _on_map(before, scale, row, column)
        for row, column in (
            (top, left),
            (top, left + width),
            (top + height, left + width),
            (top + height, left),
        )
    ]
    x, y = block.x, block.y + block.height * (top + height / 2) / rows
    lines = "".join(f"M{a:.1f} {b:.1f}L{x:.1f} {y:.1f}" for a, b in corners)
    accent = colours.accent
    return [
        f'<path d="{lines}" fill="none" stroke="{accent}" stroke-opacity=".55" stroke-width=".8"/>',
        _polygon(corners, f'fill="{accent}" fill-opacity=".55" stroke="{accent}"'),
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="1.8" fill="{accent}"/>',
    ]


def _on_map(block: Block, scale: Scale, row: float, column: float) -> Point:
    """Where a pixel of the last map of a block lies in the picture."""
    length = scale.pixel * column
    x = block.x + block.thickness + SLANT[0] * length
    return x, block.y + scale.pixel * row - SLANT[1] * length


def _fan(before: Block, block: Block, colours: Colours) -> str:
    """Everything before feeds everything behind: two lines from end to end."""
    right = before.x + before.thickness + before.depth[0]
    top, bottom = before.y - before.depth[1], before.y + before.height - before.depth[1]
    return (
        f'<path d="M{right:.1f} {top:.1f}L{block.x:.1f} {block.y:.1f}M{right:.1f} {bottom:.1f}'
        f'L{block.x:.1f} {block.y + block.height:.1f}" stroke="{colours.muted}" '
        'stroke-opacity=".6" stroke-width=".8"/>'
    )


def _polygon(points: Iterable[Point], style: str) -> str:
    corners = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon points="{corners}" {style}/>'

"""Where each layer stands in the drawing of a network, and how large it is: all to scale.

Maps are boxes seen from the side: thickness for the number of maps, height and slanted depth for
the size of one map. Vectors are bars, as high as they have units, on a scale of their own.
Lengths are CSS pixels of the drawing at its natural width; y grows downwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cnn_core.arithmetic import LayerSummary

HEIGHT = 214.0
SLANT = (0.46, 0.26)
"""How far a map's width reaches to the right and up, as shares of its true length."""
PIXEL = 5.0
"""Largest length of an image's pixel."""
MAP = 1.3
"""Largest thickness of one map."""
DEPTH_BUDGET = THICKNESS_BUDGET = 400.0
"""Widths that all depths and all thicknesses may take together, before they are scaled down."""
PAGE = 1040.0
"""Width of the page's content in a window of 1,200 pixels: where the drawing is wider, it shrinks
by one of these shares, as its labels do not."""
SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)
BAR_HEIGHT = 150.0
UNIT = 2.0
"""Largest length of one unit of a vector."""
BAR_WIDTH = 9.0
CELL = 14.0
"""Side of one output: enlarged, as there are ten at most."""
PLATE = 3.0
"""Thickness of layers that change no shape."""
SLOT, GAP = 64.0, 11.0
"""Least width kept for a layer with its label, and what lies between two."""
PLATES = frozenset({"batch_normalization", "activation", "dropout"})


class Look(StrEnum):
    BOX = "box"
    PLATE = "plate"
    BAR = "bar"
    CELLS = "cells"


@dataclass(frozen=True)
class Scale:
    pixel: float
    """Length of one pixel of a map."""
    map: float
    """Thickness of one map."""
    unit: float
    """Length of one unit of a vector."""


@dataclass(frozen=True)
class Block:
    """A layer's box: its front face, and the depth that leans away to the upper right."""

    layer: LayerSummary
    look: Look
    slot: tuple[float, float]
    """Left and right of the room that the layer and its label have for themselves."""
    x: float
    y: float
    """Upper left corner of the front face."""
    thickness: float
    height: float
    depth: tuple[float, float]
    """To the right and up; both positive."""


@dataclass(frozen=True)
class Layout:
    blocks: tuple[Block, ...]
    scale: Scale
    width: float
    height: float = HEIGHT


def arrange(layers: Sequence[LayerSummary]) -> Layout:
    """Lay out the input row and the layers behind it, from left to right."""
    layouts = [_arrange(layers, _scale(layers, share)) for share in SHARES]
    return next((layout for layout in layouts if layout.width <= PAGE), layouts[-1])


def _arrange(layers: Sequence[LayerSummary], scale: Scale) -> Layout:
    blocks: list[Block] = []
    left = 0.0
    for position, layer in enumerate(layers):
        is_output = position == len(layers) - 1 and layer.title == "Output"
        block = _place(layer, _look(layer, is_output), scale, left)
        blocks.append(block)
        left = block.slot[1] + GAP
    return Layout(tuple(blocks), scale, left - GAP)


def _look(layer: LayerSummary, is_output: bool) -> Look:
    if is_output:
        return Look.CELLS
    if layer.kind in PLATES:
        return Look.PLATE
    return Look.BOX if len(layer.output_shape) == 3 else Look.BAR


def _scale(layers: Sequence[LayerSummary], share: float) -> Scale:
    maps = [layer for layer in layers if len(layer.output_shape) == 3]
    thick = [layer.output_shape[2] for layer in maps if layer.kind not in PLATES]
    wide = [layer.output_shape[1] for layer in maps]
    units = [layer.output_shape[0] for layer in layers if len(layer.output_shape) == 1]
    return Scale(
        pixel=share * min(PIXEL, DEPTH_BUDGET / (SLANT[0] * sum(wide))),
        map=share * min(MAP, THICKNESS_BUDGET / sum(thick)),
        unit=min(UNIT, BAR_HEIGHT / max(units, default=1)),
    )


def _place(layer: LayerSummary, look: Look, scale: Scale, left: float) -> Block:
    thickness, height, depth = _size(layer, look, scale)
    room = max(SLOT, thickness + depth[0])
    return Block(
        layer=layer,
        look=look,
        slot=(left, left + room),
        x=left + (room - thickness - depth[0]) / 2,
        y=(HEIGHT - height + depth[1]) / 2,
        thickness=thickness,
        height=height,
        depth=depth,
    )


def _size(
    layer: LayerSummary, look: Look, scale: Scale
) -> tuple[float, float, tuple[float, float]]:
    """(thickness, height, depth) of a block."""
    if look is Look.CELLS:
        return CELL, CELL * layer.output_shape[-1], (0.0, 0.0)
    if len(layer.output_shape) == 1:
        side = PLATE if look is Look.PLATE else BAR_WIDTH
        return side, scale.unit * layer.output_shape[0], (SLANT[0] * side, SLANT[1] * side)
    rows, columns, maps = layer.output_shape
    thickness = PLATE if look is Look.PLATE else scale.map * maps
    reach = scale.pixel * columns
    return thickness, scale.pixel * rows, (SLANT[0] * reach, SLANT[1] * reach)

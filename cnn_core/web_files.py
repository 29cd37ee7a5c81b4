"""The browser's part of the drawing board: which files it is, and in which order they stand.

Each file holds functions of its own and imports none: a component of Streamlit is one module
without relative imports, and an exported page is one file. What comes last starts the board.
"""

from __future__ import annotations

from pathlib import Path

WEB = Path(__file__).parent / "web"
PAD_SCRIPTS = (
    "forward.js",
    "raster.js",
    "line_width.js",
    "prepare.js",
    "elements.js",
    "paint.js",
    "pad.js",
    "pad_tools.js",
    "tile_sheet.js",
    "tile_chooser.js",
    "layer_view.js",
    "answer_panel.js",
    "answer_slot.js",
    "answering_pad.js",
)
"""A pad that networks answer."""
BOARD_SCRIPTS = (
    *PAD_SCRIPTS,
    "insight.js",
    "why_panel.js",
    "why_ways.js",
    "why_neighbours.js",
    "why_occlusion.js",
    "board.js",
)
BOARD_STYLES = ("board.css", "why_panel.css")


def board_script(*last: str) -> str:
    """The board's files and those that come `last`, as one script."""
    return "\n".join(map(read, (*BOARD_SCRIPTS, *last)))


def board_style() -> str:
    """The board's style sheets, as one."""
    return "\n".join(map(read, BOARD_STYLES))


def read(name: str) -> str:
    """The text of a file of the browser's part."""
    return (WEB / name).read_text(encoding="utf-8")

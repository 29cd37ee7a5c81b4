"""The browser's part of the drawing board: which files it is, and in which order they stand.

Each file holds functions of its own and imports none: a component of Streamlit is one module
without relative imports, and an exported page is one file. What comes last starts the board.
"""

from __future__ import annotations

from pathlib import Path

WEB = Path(__file__).parent / "web"
BOARD_SCRIPTS = (
    "forward.js",
    "prepare.js",
    "insight.js",
    "pad.js",
    "answer_panel.js",
    "why_panel.js",
    "board.js",
)


def board_script(last: str) -> str:
    """The board's files and `last`, as one script."""
    return "\n".join(read(name) for name in (*BOARD_SCRIPTS, last))


def read(name: str) -> str:
    """The text of a file of the browser's part."""
    return (WEB / name).read_text(encoding="utf-8")

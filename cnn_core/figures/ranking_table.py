"""The leaderboard's table: long names break, so that the figures stay in view on a phone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from cnn_core.figures.plain_table import html_table
from cnn_core.figures.theme import Colours

STYLE = """<style>
.ranking td:first-child { white-space: normal; overflow-wrap: anywhere; min-width: 130px; }
</style>"""


def ranking_table(headings: Sequence[str], rows: Iterable[Sequence[str]], colours: Colours) -> str:
    """HTML for `st.html`, as `plain_table`."""
    cells = (map(escape, row) for row in rows)
    return html_table(headings, cells, colours, "ranking") + STYLE

"""How many units of each layer are dead, and which ones: a table with a mark for each unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from string import Template

from cnn_core.figures.plain_table import html_table
from cnn_core.figures.theme import Colours, count

MOST = 512
"""Units of a layer that are marked one by one."""
MOST_NUMBERS = 12

STYLE = """<style>
.figures.dead td:last-child { text-align: left; white-space: normal; }
.figures.dead th:last-child { text-align: left; }
.dead-marks { display: flex; flex-wrap: wrap; gap: 2px; width: 254px; padding-top: 6px; }
@media (max-width: 640px) { .dead-marks { width: 126px; } }
.dead-marks i { width: 6px; height: 6px; background: $border; }
.dead-marks i.is-dead { background: $warning; }
</style>"""


@dataclass(frozen=True)
class Row:
    """A layer that may have dead units."""

    title: str
    noun: str
    """"map" or "unit"."""
    units: int
    dead: tuple[int, ...]
    """Numbers from 0."""


def dead_units_table(rows: Sequence[Row], colours: Colours) -> str:
    """HTML for `st.html`. Numbers are shown from 1."""
    cells = (
        (
            escape(row.title),
            f"{count(row.units)} {row.noun}{'s' if row.units > 1 else ''}",
            count(len(row.dead)),
            _marks(row) + _numbers(row),
        )
        for row in rows
    )
    headings = ("Layer", "Has", "Dead", "Which")
    table = html_table(headings, cells, colours, kind="dead")
    return Template(STYLE).substitute(vars(colours)) + table


def _marks(row: Row) -> str:
    if row.units > MOST:
        return ""
    marks = "".join(
        f'<i class="is-dead" title="{row.noun} {each + 1}"></i>' if each in row.dead else "<i></i>"
        for each in range(row.units)
    )
    return f'<div class="dead-marks">{marks}</div>'


def _numbers(row: Row) -> str:
    if not row.dead:
        return ""
    shown = ", ".join(str(each + 1) for each in row.dead[:MOST_NUMBERS])
    more = len(row.dead) - MOST_NUMBERS
    return f"{shown} and {count(more)} more" if more > 0 else shown

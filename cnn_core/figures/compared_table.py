"""Settings of several runs as a table whose differences are marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from string import Template

from cnn_core.comparison.settings import Row
from cnn_core.figures.plain_table import html_table
from cnn_core.figures.theme import Colours

MARK = "≠"
STYLE = Template("""<style>
.figures.compared :is(td, th) { text-align: left; padding-left: 16px; }
.figures.compared :is(td, th):first-child { padding-left: 0; }
.figures.compared td { white-space: normal; min-width: 96px; }
.figures.compared b { color: $warning; font-weight: 600; }
</style>""")


def compared_table(headings: Sequence[str], rows: Iterable[Row], colours: Colours) -> str:
    """HTML for `st.html`: a row that differs has a mark, and bold what is not as in the first."""
    cells = (_cells(row) for row in rows)
    return html_table(headings, cells, colours, "compared") + STYLE.substitute(vars(colours))


def _cells(row: Row) -> list[str]:
    mark = f"<b>{MARK}</b> " if row.differs else ""
    first = row.values[0]
    texts = (
        escape(value) if value == first else f"<strong>{escape(value)}</strong>"
        for value in row.values
    )
    return [mark + escape(row.title), *texts]

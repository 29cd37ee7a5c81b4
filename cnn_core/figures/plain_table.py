"""A table of figures as HTML: pandas, which `st.dataframe` needs, takes 80 MB of the server."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from string import Template

from cnn_core.figures.theme import Colours

STYLE = """<style>
.figures { overflow-x: auto; }
.figures table { width: 100%; border-collapse: collapse; font-size: 14px; line-height: 20px;
  font-variant-numeric: tabular-nums; color: $text; border: 0; margin: 0; }
.figures th { font-weight: 400; color: $muted; font-size: 13px; vertical-align: bottom; }
.figures th, .figures td { text-align: right; padding: 7px 0 7px 16px; border: 0;
  border-bottom: 1px solid $grid; }
.figures td { white-space: nowrap; }
.figures td:first-child, .figures th:first-child { text-align: left; padding-left: 0; }
.figures tr:last-child td { border-bottom: 0; }
</style>"""


def plain_table(headings: Sequence[str], rows: Iterable[Sequence[str]], colours: Colours) -> str:
    """HTML for `st.html`: the first column begins flush, the others end flush."""
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    body = "".join(f"<tr>{_cells(row)}</tr>" for row in rows)
    return (
        Template(STYLE).substitute(vars(colours))
        + f'<div class="figures"><table><tr>{head}</tr>{body}</table></div>'
    )


def _cells(row: Sequence[str]) -> str:
    return "".join(f"<td>{escape(cell)}</td>" for cell in row)

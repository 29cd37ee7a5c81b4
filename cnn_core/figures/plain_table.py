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
.figures th { font-weight: 400; color: $muted; font-size: 13px; }
.figures th, .figures td { text-align: right; padding: 7px 0 7px 16px; border: 0;
  border-bottom: 1px solid $grid; vertical-align: top; }
.figures th { vertical-align: bottom; }
.figures td { white-space: nowrap; }
.figures.wrapped td:first-child { white-space: normal; }
.figures td:first-child, .figures th:first-child { text-align: left; padding-left: 0; }
.figures tr:last-child td { border-bottom: 0; }
</style>"""


def plain_table(headings: Sequence[str], rows: Iterable[Sequence[str]], colours: Colours) -> str:
    """HTML for `st.html`: the first column begins flush, the others end flush."""
    return html_table(headings, (map(escape, row) for row in rows), colours)


def html_table(
    headings: Sequence[str], rows: Iterable[Iterable[str]], colours: Colours, kind: str = ""
) -> str:
    """The same of cells that are HTML; `kind` is a class for a style of their own."""
    head = "".join(f"<th>{escape(heading)}</th>" for heading in headings)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    table = f"<table><tr>{head}</tr>{body}</table>"
    return f'{Template(STYLE).substitute(vars(colours))}<div class="figures {kind}">{table}</div>'

"""All pairs of several networks in one table: which is better than which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from string import Template

from cnn_core.comparison.mcnemar import Comparison, Pair, p_text
from cnn_core.figures.plain_table import html_table
from cnn_core.figures.theme import Colours

MARK = "≠"
STYLE = Template("""<style>
.figures.pairs td { min-width: 104px; }
.figures.pairs small { display: block; font-size: 12px; line-height: 16px; color: $muted; }
.figures.pairs b { color: $warning; font-weight: 600; }
</style>""")


def matrix_table(found: Mapping[Pair, Comparison], names: Sequence[str], colours: Colours) -> str:
    """HTML for `st.html`: points of the row's network minus the column's; those told apart have a
    mark and are bold."""
    count = len(names)
    rows = ([name, *(_cell(found, row, c) for c in range(count))] for row, name in enumerate(names))
    headings = ["", *(f"− {name}" for name in names)]
    return html_table(headings, rows, colours, "pairs") + STYLE.substitute(vars(colours))


def _cell(found: Mapping[Pair, Comparison], row: int, column: int) -> str:
    if row == column:
        return ""
    pair = found[min(row, column), max(row, column)]
    difference = pair.difference if row > column else -pair.difference
    text = f"{difference:+.{pair.decimals}f} ± {pair.margin:.{pair.decimals}f}"
    told = f"<b>{MARK}</b> <strong>{text}</strong>" if pair.shown else text
    return f"{told}<small>p {escape(p_text(pair.adjusted_p))}</small>"

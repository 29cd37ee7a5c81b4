"""Reported figures beside those that come out here, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from string import Template

from cnn_core.figures.plain_table import html_table
from cnn_core.figures.theme import Colours
from cnn_core.reproduce.row import Row, Verdict
from cnn_core.reproduce.text import difference_text, limits_text, ours_text, reported_text

HEADINGS = ("Figure", "Reported", "Here", "Difference", "Passes where", "Result")
MARKS = {
    Verdict.PASS: "pass",
    Verdict.FAIL: "fail",
    Verdict.OPEN: "not trained",
    Verdict.UNMEASURED: "not measured",
}
STYLE = """<style>
.figures.reproduced table { font-size: 13px; line-height: 18px; table-layout: fixed; }
.figures.reproduced :is(th, td) { padding: 6px 0 6px 12px; }
.figures.reproduced td { white-space: normal; }
.figures.reproduced :is(th, td):nth-child(1) { width: 30%; padding-left: 0; }
.figures.reproduced :is(th, td):nth-child(4) { width: 17%; }
.figures.reproduced :is(th, td):nth-child(5) { width: 25%; padding-left: 28px; text-align: left;
  color: $muted; }
.figures.reproduced :is(th, td):nth-child(6) { width: 96px; }
.reproduced small { display: block; font-size: 12px; line-height: 16px; color: $muted; }
.reproduced .pass { color: $accent; }
.reproduced .fail { color: $warning; font-weight: 600; }
.reproduced :is(.open, .unmeasured) { color: $muted; }
@media (max-width: 700px) {
  .figures.reproduced :is(table, tbody) { display: block; }
  .figures.reproduced tr { display: grid; grid-template-columns: 4fr 4fr 5fr;
    border-bottom: 1px solid $grid; padding: 6px 0; gap: 2px 8px; }
  .figures.reproduced :is(th, td) { border: 0; padding: 0; width: auto !important; }
  .figures.reproduced :is(th, td):nth-child(1) { grid-column: 1 / -1; }
  .figures.reproduced :is(th, td):nth-child(2) { text-align: left; }
  .figures.reproduced :is(th, td):nth-child(5) { grid-column: 1 / 3; padding: 0; }
  .figures.reproduced tr:last-child { border-bottom: 0; }
}
</style>"""


def reproduced_table(rows: Sequence[Row], colours: Colours) -> str:
    """HTML for `st.html`; on a narrow screen each row takes three lines."""
    style = Template(STYLE).substitute(vars(colours))
    return html_table(HEADINGS, map(_cells, rows), colours, kind="reproduced") + style


def _cells(row: Row) -> Sequence[str]:
    return (
        escape(row.figure) + _small(row.remark),
        reported_text(row),
        ours_text(row),
        difference_text(row) + _small(limits_text(row)),
        escape(row.rule),
        f'<span class="{row.verdict}">{MARKS[row.verdict]}</span>',
    )


def _small(text: str) -> str:
    return f"<small>{escape(text)}</small>" if text else ""

"""Which run is which: a letter, a colour and a symbol, the same in every chart and table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from string import Template

from cnn_core.figures.theme import Colours, colours

LETTERS = "ABCDEFGH"
MOST = len(LETTERS)
"""Runs that are compared at once."""
SYMBOLS = (
    "circle", "square", "diamond", "triangle-up", "x", "star", "pentagon", "triangle-down",
)  # fmt: skip
"""Plotly's names, one for each letter."""
SHAPES = "●■◆▲✖★⬟▼"
"""The same as text."""
STYLE = Template("""<style>
.compared-runs { display: flex; flex-wrap: wrap; gap: 4px 32px; }
.compared-runs > div { display: flex; gap: 8px; align-items: baseline; min-width: 0;
  max-width: min(100%, 420px); font-size: 14px; line-height: 22px; color: $text; }
.compared-runs b { font-weight: 600; white-space: nowrap; }
.compared-runs > div > span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.compared-runs small { white-space: nowrap; font-size: 13px; color: $muted; }
</style>""")


@dataclass(frozen=True)
class Pen:
    """How a run is drawn."""

    colour: str
    symbol: str


def pen(letter: str, dark: bool) -> Pen:
    """That of the run with this letter."""
    place = LETTERS.index(letter)
    return Pen(colours(dark).categorical[place], SYMBOLS[place])


def runs_key(names: Sequence[str], remarks: Sequence[str], colours: Colours) -> str:
    """HTML for `st.html`: letters, symbols and names, cut where they are too long; a remark each.

    `names`: MOST at most.
    """
    lines = zip(LETTERS, SHAPES, colours.categorical, names, remarks, strict=False)
    items = "".join(
        f'<div role="listitem"><b><span style="color:{colour}">{shape}</span> {letter}</b>'
        f'<span translate="no" title="{escape(name)}">{escape(name)}</span>'
        f"<small>{escape(remark)}</small></div>"
        for letter, shape, colour, name, remark in lines
    )
    return f'{STYLE.substitute(vars(colours))}<div class="compared-runs" role="list">{items}</div>'

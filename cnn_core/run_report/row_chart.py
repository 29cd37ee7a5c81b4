"""Rows with names as SVG: bars from zero, or marks where the axis begins elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import isfinite

from cnn_core.run_report.confusion import LETTER
from cnn_core.run_report.line_chart import LEGEND_STEP, ticks

TOP, ROW, BOTTOM = 34, 34, 44
PLOT_WIDTH = 360
BAR = 13
RIGHT = 70
"""Room for what is written beside the longest bar."""
MARKS = {
    "first": "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0",
    "second": "M-5.5 0l5.5-5.5l5.5 5.5l-5.5 5.5z",
    "third": "M0-7v14",
}
"""A shape for each place in the order, around (0, 0): a circle, a diamond, an upright line."""


@dataclass(frozen=True)
class Series:
    name: str
    values: Sequence[float]
    """Of each row; what is not a number is left out."""
    texts: Sequence[str] = ()
    """Written beside each bar; without them there are marks, no bars."""


def row_chart(
    title: str, rows: Sequence[str], series: Sequence[Series], axis: str, span: tuple[float, float]
) -> str:
    """An SVG `title` with a row for each name; `axis` says what runs over `span`."""
    low, high = span
    left = max(map(len, rows)) * LETTER + 20
    width, bottom = left + PLOT_WIDTH + RIGHT, TOP + ROW * len(rows)
    places = [(tick, PLOT_WIDTH * (tick - low) / (high - low)) for tick in ticks(low, high)]
    middle = left + PLOT_WIDTH / 2
    named = list(zip(MARKS, series, strict=False))
    drawn = [part for place, each in enumerate(named) for part in _drawn(*each, place, span)]
    parts = [
        *(_name(row, left - 10, number) for number, row in enumerate(rows)),
        *(_tick(tick, left + x, bottom) for tick, x in places),
        f'<text class="axis" x="{middle:.0f}" y="{bottom + 38}">{escape(axis)}</text>',
        f'<g transform="translate({left:.0f} {TOP})">{"".join(drawn)}</g>',
        *(
            _legend(kind, each.name, left + place * LEGEND_STEP)
            for place, (kind, each) in enumerate(named)
        ),
    ]
    return (
        f'<svg viewBox="0 0 {width:.0f} {bottom + BOTTOM}" role="img" '
        f'aria-label="{escape(title)}">{"".join(parts)}</svg>'
    )


def _drawn(kind: str, series: Series, place: int, span: tuple[float, float]) -> Iterator[str]:
    low, high = span
    for row, value in enumerate(series.values):
        if not isfinite(value):
            continue
        x, y = PLOT_WIDTH * (value - low) / (high - low), ROW * row
        if series.texts:
            y += 4 + place * BAR
            yield f'<rect class="mark {kind}" y="{y}" width="{x:.1f}" height="{BAR}"/>'
            yield f'<text class="beside" x="{x + 5:.1f}" y="{y + 10.5}">{series.texts[row]}</text>'
        else:
            yield _mark(kind, x, y + ROW / 2)


def _mark(kind: str, x: float, y: float) -> str:
    return f'<path class="mark {kind}" transform="translate({x:.1f} {y})" d="{MARKS[kind]}"/>'


def _name(name: str, x: float, number: int) -> str:
    y = TOP + ROW * number + ROW / 2 + 4
    return f'<text class="tick" x="{x:.0f}" y="{y:.0f}">{escape(name)}</text>'


def _tick(value: float, x: float, bottom: int) -> str:
    line = f'<path class="grid" d="M{x:.1f} {TOP}V{bottom}"/>'
    return f'{line}<text class="axis" x="{x:.1f}" y="{bottom + 18}">{value:g}</text>'


def _legend(kind: str, name: str, x: float) -> str:
    return (
        f'{_mark(kind, x + 6, 14)}<text class="name" x="{x + 18:.0f}" y="18">{escape(name)}</text>'
    )

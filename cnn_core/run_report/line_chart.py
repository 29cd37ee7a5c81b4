"""Lines against epochs as SVG whose colours are the page's: classes, no styles of its own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 480, 290
LEFT, TOP, RIGHT, BOTTOM = 52, 34, 12, 44
PLOT_WIDTH, PLOT_HEIGHT = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
MOST_TICKS = 6
LEGEND_STEP = 120

Point = tuple[float, float | None]
"""(epoch, value); None is a gap."""


@dataclass(frozen=True)
class Line:
    name: str
    kind: str
    """The class of its stroke in the page's style."""
    points: Sequence[Point]


def line_chart(
    title: str, axis: str, lines: Sequence[Line], epochs: float, span: tuple[float, float]
) -> str:
    """An SVG `title`; x runs from 0 to `epochs`, y, told by `axis`, over `span`.

    What lies beyond is cut off.
    """
    low, high = span
    across = [(x, PLOT_WIDTH * x / epochs) for x in ticks(0, epochs, whole=True)]
    down = [(y, PLOT_HEIGHT * (high - y) / (high - low)) for y in ticks(low, high)]
    turned = f"translate(12 {TOP + PLOT_HEIGHT / 2}) rotate(-90)"
    parts = [
        *(_grid_line(text, y) for text, y in down),
        *(_epoch(text, x) for text, x in across),
        f'<text class="axis" x="{LEFT + PLOT_WIDTH / 2}" y="{HEIGHT - 6}">Epoch</text>',
        f'<text class="axis" transform="{turned}">{escape(axis)}</text>',
        f'<svg x="{LEFT}" y="{TOP}" width="{PLOT_WIDTH + RIGHT}" height="{PLOT_HEIGHT}">',
        *(_polyline(line, epochs, span) for line in lines),
        "</svg>",
        *(_legend(number, line) for number, line in enumerate(lines)),
    ]
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
        f"{''.join(parts)}</svg>"
    )


def ticks(low: float, high: float, whole: bool = False) -> list[float]:
    """Round numbers from `low` to `high`, MOST_TICKS or a few less; `whole`: without fractions."""
    step = 10.0 ** floor(log10((high - low) / MOST_TICKS))
    step *= next(f for f in (1, 2, 5, 10, 20) if (high - low) / (step * f) <= MOST_TICKS)
    step = max(1.0, step) if whole else step
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def _grid_line(value: float, y: float) -> str:
    line = f'<path class="grid" d="M{LEFT} {TOP + y:.1f}h{PLOT_WIDTH}"/>'
    return f'{line}<text class="tick" x="{LEFT - 8}" y="{TOP + y + 4:.1f}">{value:g}</text>'


def _epoch(value: float, x: float) -> str:
    y = TOP + PLOT_HEIGHT + 18
    return f'<text class="axis" x="{LEFT + x:.1f}" y="{y}">{value:g}</text>'


def _polyline(line: Line, epochs: float, span: tuple[float, float]) -> str:
    low, high = span
    shapes = []
    for piece in _pieces(line.points):
        places = [
            (PLOT_WIDTH * x / epochs, PLOT_HEIGHT * (high - y) / (high - low)) for x, y in piece
        ]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        shapes.append(f'<path class="line {line.kind}" d="M{path}"/>')
        if line.kind != "batch":
            shapes += [
                f'<circle class="dot {line.kind}" cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'
                for x, y in places
            ]
    return "".join(shapes)


def _pieces(points: Iterable[Point]) -> list[list[tuple[float, float]]]:
    """The line without its gaps."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for x, y in points:
        if y is None:
            pieces.append([])
        else:
            pieces[-1].append((x, y))
    return [piece for piece in pieces if piece]


def _legend(number: int, line: Line) -> str:
    x = LEFT + number * LEGEND_STEP
    sample = f'<path class="line {line.kind}" d="M{x} 14h24"/>'
    return f'{sample}<text class="name" x="{x + 30}" y="18">{escape(line.name)}</text>'

"""Colours, the template of every Plotly figure, and the one way to write each kind of number."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import plotly.graph_objects as go

LEGEND_HEIGHT = 100
"""Pixels kept free below the plot, so that it does not shrink when the first lines appear."""
FONT = "Source Sans, Source Sans Pro, system-ui, sans-serif"


@dataclass(frozen=True)
class Colours:
    """Colours of one theme; the first five are those of .streamlit/config.toml."""

    accent: str
    background: str
    surface: str
    text: str
    border: str
    muted: str
    """Text of second rank, axis titles."""
    grid: str
    warning: str
    categorical: tuple[str, ...]
    """Ten colours that are told apart, one per class: the accent is the first."""
    diverging: tuple[str, str, str]
    """Below 0, at 0, above 0: for weights and signed maps."""
    sequential: tuple[str, str]
    """From none to most: for counts."""


LIGHT = Colours(
    accent="#2a6f97",
    background="#ffffff",
    surface="#f4f5f7",
    text="#1f2429",
    border="#dde1e6",
    muted="#66707a",
    grid="#e9ecef",
    warning="#b4552d",
    categorical=(
        "#2a6f97", "#c8713c", "#5a8f5c", "#a14a5b", "#7a6aa8",
        "#8a6d4b", "#c77fa4", "#6b7480", "#a79a3a", "#3f9c9c",
    ),
    diverging=("#b4552d", "#f4f4f2", "#2a6f97"),
    sequential=("#f4f5f7", "#1d5273"),
)  # fmt: skip

DARK = Colours(
    accent="#4a9cc9",
    background="#14171a",
    surface="#1e2226",
    text="#e3e6e9",
    border="#343a40",
    muted="#98a1aa",
    grid="#2a2f34",
    warning="#e08a5f",
    categorical=(
        "#4a9cc9", "#e09560", "#7fb77f", "#cf7486", "#a598d4",
        "#b9976e", "#dca0c2", "#98a1aa", "#cdbf5a", "#62bfbf",
    ),
    diverging=("#e08a5f", "#24282c", "#4a9cc9"),
    sequential=("#1e2226", "#2a7aa6"),
)  # fmt: skip


def colours(dark: bool) -> Colours:
    return DARK if dark else LIGHT


@cache
def template(dark: bool) -> go.layout.Template:
    """What all figures have in common: fonts, greys, margins, no boxes and no zero lines."""
    c = colours(dark)
    axis = {
        "gridcolor": c.grid,
        "linecolor": c.border,
        "tickcolor": c.border,
        "zeroline": False,
        "automargin": True,
        "title": {"font": {"color": c.muted, "size": 13}, "standoff": 10},
        "tickfont": {"color": c.muted, "size": 12},
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 13, "color": c.text},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "colorway": list(c.categorical),
            "colorscale": {"diverging": diverging(dark), "sequential": sequential(dark)},
            "margin": {"l": 8, "r": 8, "t": 32, "b": 8},
            "xaxis": axis,
            "yaxis": axis,
            "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
            "hoverlabel": {
                "bgcolor": c.surface,
                "bordercolor": c.border,
                "font": {"family": FONT, "color": c.text, "size": 13},
                "align": "left",
            },
            "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": c.muted, "activecolor": c.accent},
        }
    )


def legend_below(figure: go.Figure) -> go.Figure:
    """Away from the buttons above the chart, which a phone always shows."""
    legend = {"yref": "container", "y": 0, "yanchor": "bottom"}
    return figure.update_layout(legend=legend, margin={"b": LEGEND_HEIGHT})


def epoch_ticks(epochs: int) -> int:
    """Epochs from one number below an axis to the next: each, or at most sixteen numbers."""
    return max(1, epochs // 8)


def diverging(dark: bool) -> list[tuple[float, str]]:
    """Plotly colour scale for values around 0: give it `zmid=0`."""
    low, middle, high = colours(dark).diverging
    return [(0.0, low), (0.5, middle), (1.0, high)]


def sequential(dark: bool) -> list[tuple[float, str]]:
    """Plotly colour scale for values from 0 up."""
    low, high = colours(dark).sequential
    return [(0.0, low), (1.0, high)]


# ---------------------------------------------------------------- numbers


def percent(share: float, digits: int = 2) -> str:
    """0.9873 -> `98.73 %`."""
    return f"{100 * share:.{digits}f} %"


def true_minus(text: str) -> str:
    """`-0.03` -> `−0.03`: as wide as a plus."""
    return text.replace("-", "−")


def count(number: float) -> str:
    """96844 -> `96,844`."""
    return f"{number:,.0f}"


def short_count(number: float) -> str:
    """2797756 -> `2.80 M`; below 10,000 every digit is written."""
    for limit, unit in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")):
        if number >= limit:
            scale = 1e3 if unit == "k" else limit
            return f"{_three_digits(number / scale)} {unit}"
    return count(number)


def _three_digits(number: float) -> str:
    return f"{number:#.3g}".rstrip(".") if number < 1000 else count(number)


def seconds(duration: float) -> str:
    """0.0217 -> `22 ms`, 20.63 -> `20.6 s`, 80 -> `1 min 20 s`, 7500 -> `2 h 5 min`."""
    if duration < 0.9995:
        return f"{1000 * duration:.0f} ms"
    if duration < 59.95:
        return f"{duration:.1f} s"
    whole = round(duration)
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"

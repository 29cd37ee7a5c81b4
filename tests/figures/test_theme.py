"""Numbers are written alike everywhere; themes agree with Streamlit's configuration."""

from __future__ import annotations

import tomllib
from pathlib import Path

import plotly.graph_objects as go
import pytest

from cnn_core.figures import theme

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (theme.percent(0.9873), "98.73 %"),
        (theme.percent(0.5, digits=0), "50 %"),
        (theme.count(96_844), "96,844"),
        (theme.short_count(9_999), "9,999"),
        (theme.short_count(2_797_756), "2.80 M"),
        (theme.short_count(194_688), "195 k"),
        (theme.seconds(0.0217), "22 ms"),
        (theme.seconds(20.63), "20.6 s"),
        (theme.seconds(59.97), "1 min 0 s"),
        (theme.seconds(7_500), "2 h 5 min"),
    ],
)
def test_formats(text: str, expected: str) -> None:
    assert text == expected


@pytest.mark.parametrize("dark", [False, True])
def test_colours_are_those_of_the_pages(dark: bool) -> None:
    configured = tomllib.loads(CONFIG.read_text())["theme"]["dark" if dark else "light"]
    colours = theme.colours(dark)
    assert colours.accent == configured["primaryColor"]
    assert colours.background == configured["backgroundColor"]
    assert colours.surface == configured["secondaryBackgroundColor"]
    assert colours.text == configured["textColor"]
    assert colours.border == configured["borderColor"]
    assert colours.muted == configured["grayTextColor"]
    assert len(set(colours.categorical)) == 10


def test_templates_of_both_themes_differ() -> None:
    light, dark = theme.template(False), theme.template(True)
    assert light.layout.font.color != dark.layout.font.color
    assert light.layout.paper_bgcolor == "rgba(0,0,0,0)"


def test_a_legend_below_leaves_the_space_above_to_the_buttons() -> None:
    layout = theme.legend_below(go.Figure(layout={"template": theme.template(dark=False)})).layout
    legend = layout.legend
    assert (legend.yref, legend.y, legend.yanchor) == ("container", 0, "bottom")
    assert layout.margin.b == theme.LEGEND_HEIGHT

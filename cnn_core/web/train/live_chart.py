"""A chart that ticks: a Plotly figure updated in place, never taken out of the page."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from cnn_core.figures import theme
from cnn_core.web_files import read

_component = st.components.v2.component(
    "live_chart",
    html='<div class="live-chart" role="figure" data-testid="live-chart"></div>',
    css=read("train/live_chart.css"),
    js=read("plotly_loader.js") + read("train/live_chart.js"),
    isolate_styles=False,  # Plotly puts its styles into the document, not into a shadow root
)


def live_chart(figure: str, key: str, label: str, height: int = 340) -> None:
    """Show a figure of `chart_json`, `height` pixels high; the same key updates it in place."""
    _component(key=key, data={"figure": figure, "height": height, "label": label}, height=height)


def chart_json(figure: go.Figure, dark: bool) -> str:
    """The figure in our template, as `live_chart` takes it."""
    figure.update_layout(template=theme.template(dark))
    return str(theme.legend_below(figure).to_json())

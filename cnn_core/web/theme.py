"""The theme that the browser shows, and charts drawn in it."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

from cnn_core.figures import theme

CONFIG = {"displaylogo": False, "responsive": True, "displayModeBar": "hover"}


def is_dark() -> bool:
    return st.context.theme.type == "dark"


def colours() -> theme.Colours:
    return theme.colours(is_dark())


def chart(figure: go.Figure, key: str, height: int | None = None) -> None:
    """Show a figure in our template, as wide as its place.

    For charts that do not tick: Streamlit mounts them anew whenever their data change.
    """
    figure.update_layout(template=theme.template(is_dark()))
    if height is not None:
        figure.update_layout(height=height)
    st.plotly_chart(figure, key=key, theme=None, width="stretch", config=CONFIG)

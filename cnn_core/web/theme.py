"""The theme that the browser shows, and charts drawn in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
import streamlit as st

from cnn_core.figures import theme

CONFIG: dict[str, object] = {
    "displaylogo": False,
    "showSendToCloud": False,  # what is trained here is not sent to anybody
    "responsive": True,
    "displayModeBar": "hover",
}


def is_dark() -> bool:
    return st.context.theme.type == "dark"


def colours() -> theme.Colours:
    return theme.colours(is_dark())


def chart(figure: go.Figure, key: str, height: int | None = None) -> None:
    """Show a figure in our template, as wide as its place; as a PNG it is called `key`.

    For charts that do not tick: Streamlit mounts them anew whenever their data change.
    """
    st.plotly_chart(
        _themed(figure, height), key=key, theme=None, width="stretch", config=_config(key)
    )


def selectable(figure: go.Figure, key: str) -> Sequence[Mapping[str, Sequence[int]]]:
    """As `chart`; gives the points that are chosen, with their `customdata`."""
    event = st.plotly_chart(
        _themed(figure, None),
        key=key,
        theme=None,
        width="stretch",
        config=_config(key),
        on_select="rerun",
        selection_mode="points",
    )
    points: Sequence[Mapping[str, Sequence[int]]] = event["selection"]["points"]
    return points


def _themed(figure: go.Figure, height: int | None) -> go.Figure:
    figure.update_layout(template=theme.template(is_dark()), paper_bgcolor=colours().background)
    return figure if height is None else figure.update_layout(height=height)


def _config(name: str) -> dict[str, object]:
    return CONFIG | {"toImageButtonOptions": {"filename": name, "scale": 2}}

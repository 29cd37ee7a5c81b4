"""SVG and CSV of every chart, made by the browser out of what it shows already."""

from __future__ import annotations

import streamlit as st

from cnn_core.web_files import read

SCRIPTS = ("plotly_loader.js", "elements.js", "chart_csv.js", "chart_files.js")
_component = st.components.v2.component("chart_files", js="\n".join(map(read, SCRIPTS)))


def mount_chart_files() -> None:
    """Give the charts of the page their buttons; page.css takes the component's own place away."""
    with st.container(key="chart-files"):
        _component(key="files-of-all-charts")

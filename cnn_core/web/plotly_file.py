"""plotly.min.js as a static file, for components that draw with Plotly themselves."""

from __future__ import annotations

from pathlib import Path

import plotly

from cnn_core.files import write_whole

STATIC = Path(__file__).parents[2] / "static"
"""Streamlit serves this folder beside app.py under `app/static/`; it refuses symbolic links."""
ADDRESS = "app/static/plotly.min.js"
"""Relative to the page: `new URL(ADDRESS, document.baseURI)`."""


def serve_plotly() -> None:
    """Put the installed Plotly's own script under `static/`, unless it is there already."""
    source = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    target = STATIC / source.name
    if target.is_file() and target.stat().st_size == source.stat().st_size:
        return
    STATIC.mkdir(exist_ok=True)
    write_whole(target, source.read_bytes())

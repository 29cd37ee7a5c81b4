"""The components that a page shows of its own, without the one that is on every page."""

from __future__ import annotations

from typing import Any

from streamlit.testing.v1 import AppTest


def own_components(app: AppTest) -> list[Any]:
    """In the order of the page."""
    shown = app.get("bidi_component")
    return [each for each in shown if each.proto.component_name != "terms"]

"""The page Results, opened as from a link, and what it shows."""

from __future__ import annotations

import json
import re
from pathlib import Path

from streamlit.testing.v1 import AppTest


def opened(**query: str) -> AppTest:
    page = AppTest.from_file(Path(__file__).parents[2] / "app.py", default_timeout=60)
    page.switch_page("pages/results.py")
    page.session_state["app_ran"] = True
    for name, value in query.items():
        page.query_params[name] = value
    page.run()
    assert not page.exception
    return page


def headings(page: AppTest) -> list[str]:
    return [heading.value for heading in page.subheader]


def captions(page: AppTest) -> list[str]:
    """Of the images beside the confusions, which come before those of all errors."""
    galleries = [html.proto.body for html in page.get("html") if "digits" in html.proto.body]
    return re.findall('alt="([^"]*)"', galleries[0])


def charts(page: AppTest) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]

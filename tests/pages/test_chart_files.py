"""The app gives the charts of its pages their buttons. tests/browser presses them."""

from __future__ import annotations

from tests.pages.conftest import OpenPage


def test_it_is_mounted_once(open_page: OpenPage) -> None:
    app = open_page()
    components = [part.proto.component_name for part in app.get("bidi_component")]
    assert sum(name.endswith("chart_files") for name in components) == 1
    assert not app.exception

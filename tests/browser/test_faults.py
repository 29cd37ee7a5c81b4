"""What a person reads in a real browser when the store cannot be used."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import steps
from tests.browser.conftest import Server, Tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_damaged_store_is_told_plainly_on_every_page_that_needs_it(
    start: Callable[[], Server], open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    (tmp_path / "runs.sqlite").write_bytes(b"not a database" * 1000)
    tab = open_tab(start().url)
    page, told = tab.page, tab.page.get_by_text("the file is not a database")
    for title in ("Train", "Draw", "Results"):
        page.get_by_role("link", name=title, exact=True).click()
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        steps.settle(page)
        expect(told).to_have_count(1)
        expect(told).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)
    assert tab.errors == []

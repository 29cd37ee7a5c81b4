"""A walk over the page Experiments in a real browser, on a phone: two groups, a sweep, Build."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing

import pytest
from playwright.sync_api import expect

from cnn_core.store import Store
from cnn_core.web.text import apart
from tests.browser import steps
from tests.browser.conftest import Server, Tab
from tests.ended_experiments import ended_group, ended_sweep

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def experiments(server: Server) -> tuple[int, int, int, int]:
    """Two groups of trainings and a sweep, all at their end, and the run of the sweep's best."""
    with closing(Store(server.store)) as store:
        first = ended_group(store, [0.98, 0.981, 0.9805, 0.9803, 0.9807], name="first")
        second = ended_group(store, [0.99, 0.991, 0.9905, 0.9903, 0.9901], name="second")
        sweep = ended_sweep(store, [0.97, 0.985, 0.98])
        best = store.sweeps.read(sweep).best
        assert best
        assert best.run
        return first, second, sweep, best.run


def test_a_walk(
    server: Server, experiments: tuple[int, int, int, int], open_tab: Callable[..., Tab]
) -> None:
    first, second, sweep, best = experiments
    chosen = f"tab=Repeat&group={first}&against={second}&sweep={sweep}"
    tab = open_tab(f"{server.url}/experiments?{chosen}", width=390)
    page = tab.page
    expect(page.get_by_text("unlikely to be chance")).to_contain_text(
        f"Group {second} ({apart('second')}) is better"
    )
    expect(page.get_by_test_id("stPlotlyChart")).to_have_count(2)
    assert page.evaluate(OVERFLOW) == 0

    page.get_by_role("tab", name="Sweep").click()
    expect(page.get_by_text("98.50 %").first).to_be_visible()
    steps.settle(page)
    assert "tab=Sweep" in page.url
    lines = page.get_by_test_id("stPlotlyChart").first
    for title in ("Learning rate", "Batch size"):
        expect(lines.get_by_text(title, exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=f"Run {best}", exact=True)).to_have_attribute(
        "target", "_blank"
    )
    assert page.evaluate(OVERFLOW) == 0

    page.get_by_role("button", name="Open in Build").click()
    expect(page.get_by_role("heading", name="Build", exact=True)).to_be_visible()
    assert tab.errors == []
    assert all(request.startswith((server.url, "data:", "blob:")) for request in tab.requests)

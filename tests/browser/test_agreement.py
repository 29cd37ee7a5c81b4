"""A walk over the page Agreement in a real browser, on a phone: sentences, matrices, pairs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from cnn_core.agreement.kept import asked
from cnn_core.payload import digest
from cnn_core.presets import ARTICLE
from cnn_core.records import LATEST, Studied
from cnn_core.store import Store
from tests.agreements import article_agreement
from tests.browser import steps
from tests.browser.conftest import Server, Tab
from tests.evaluated_runs import add
from tests.payloads import payload

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def matched(server: Server) -> tuple[int, int]:
    """Two runs of the article's network that a worker has matched."""
    store = Store(server.store)
    network = payload(ARTICLE.architecture)
    first, second = (add(store, ARTICLE, payload=network) for _ in range(2))
    found = article_agreement(other_network=digest(network)).to_bytes()
    store.studies.keep(
        first, LATEST, asked((first, second)).question, Studied(digest(network), found)
    )
    store.close()
    return first, second


def test_a_walk(server: Server, matched: tuple[int, int], open_tab: Callable[..., Tab]) -> None:
    first, second = matched
    tab = open_tab(f"{server.url}/agreement?run={second}&with={first}", width=390)
    page = tab.page
    expect(page.get_by_text("1 Convolution: ")).to_contain_text("of 32 filters reappear")
    expect(page.get_by_text("7 Dense: ")).to_contain_text("of 70 units reappear")
    matrices = page.get_by_test_id("stPlotlyChart")
    expect(matrices).to_have_count(2)
    for which in (0, 1):
        expect(matrices.nth(which)).to_contain_text(f"Run {first}")
    assert matrices.nth(0).text_content() != matrices.nth(1).text_content()  # the units' numbers

    page.get_by_role("radio", name="Their kernels").click()
    steps.settle(page)
    expect(page.get_by_text("Cosine of their kernels")).to_be_visible()
    page.get_by_text("All 32 matched pairs").click()
    expect(page.get_by_role("columnheader", name="Match by kernels")).to_be_visible()
    assert page.evaluate(OVERFLOW) == 0
    assert tab.errors == []
    assert all(request.startswith((server.url, "data:", "blob:")) for request in tab.requests)

"""The map of the data in a real browser: pointing at a dot shows its image."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from playwright.sync_api import Locator, expect

from cnn_core.datasets import load_test
from cnn_core.layers import Architecture
from cnn_core.payload import digest
from cnn_core.presets import ARTICLE
from cnn_core.questions import DataMap as Question
from cnn_core.records import LATEST, Studied
from cnn_core.store import Store
from tests import small_network
from tests.browser.conftest import Server, Tab
from tests.data_maps import MISREAD, data_map
from tests.evaluated_runs import add

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PLACE = """(plot, row) => {
    const curve = plot.data.findIndex(({ customdata }) => customdata?.includes(row));
    const point = plot.calcdata[curve][plot.data[curve].customdata.indexOf(row)];
    const { xaxis, yaxis } = plot._fullLayout;
    return { x: xaxis._offset + xaxis.d2p(point.x), y: yaxis._offset + yaxis.d2p(point.y) };
}"""
LIGHTNESS = """canvas => {
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return Array.from({ length: data.length / 4 }, (_, at) => data[4 * at]);
}"""


@pytest.fixture
def run(server: Server) -> int:
    """Its map is kept."""
    store, payload = Store(server.store), small_network.payload()
    architecture = Architecture(layers=small_network.LAYERS)
    spec = ARTICLE.model_copy(update={"architecture": architecture})
    run = add(store, spec, payload=payload)
    kept = Studied(digest(payload), data_map().to_bytes())
    store.studies.keep(run, LATEST, Question(), kept)
    store.close()
    return run


def point_at(plot: Locator, row: int) -> None:
    plot.hover(position=plot.evaluate(PLACE, row))


def test_pointing_at_a_dot_shows_its_image(
    server: Server, run: int, open_tab: Callable[..., Tab]
) -> None:
    tab = open_tab(f"{server.url}/inside?run={run}")
    page = tab.page
    page.get_by_role("tab", name="Map of the data").click()
    plot = page.get_by_test_id("data-map")
    expect(plot.locator(".points path")).to_have_count(len(data_map()))
    card = page.get_by_role("status").filter(has_text="Test image")
    for way in ("t-SNE", "PCA"):
        page.get_by_role("radio", name=way).check()
        expect(card).to_have_count(0)
        point_at(plot, MISREAD)
        expect(card).to_contain_text(f"Test image {MISREAD}")
        expect(card).to_contain_text("label: 5")
        expect(card).to_contain_text("answer: 6")
        shown = np.array(card.locator("canvas").evaluate(LIGHTNESS))
        ink = load_test("mnist").pixels[MISREAD].ravel()
        assert np.corrcoef(shown, ink)[0, 1] < -0.99
        page.mouse.move(0, 0)
        expect(card).to_have_count(0)
    expect(plot.locator("[data-title='Pan']")).to_have_count(1)
    expect(plot.locator("[data-title^='Share']")).to_have_count(0)
    assert tab.errors == []

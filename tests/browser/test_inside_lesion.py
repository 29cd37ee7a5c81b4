"""Maps switched off in a real browser, and the figures that follow at once."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from cnn_core.inside.lesion import SmallestSet
from cnn_core.layers import Architecture
from cnn_core.payload import digest
from cnn_core.questions import Lesion, Question, Smallest
from cnn_core.records import LATEST, Studied
from cnn_core.spec import Data, RunSpec
from cnn_core.store import Store
from tests import small_network
from tests.browser.conftest import Server, Tab
from tests.evaluated_runs import add
from tests.inside.test_lesion import ANSWERS, PATH

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SPEC = RunSpec(architecture=Architecture(layers=small_network.LAYERS), data=Data(train_images=1000))
ASKED: tuple[tuple[Question, bytes], ...] = (
    (Smallest(layer=0), SmallestSet(PATH, ANSWERS).to_bytes()),
    (Lesion(layer=0, off=(1, 3)), ANSWERS.to_bytes()),
)


@pytest.fixture
def run(server: Server) -> int:
    """Its smallest set is known, and what it is without two maps."""
    store, payload = Store(server.store), small_network.payload()
    run = add(store, SPEC, payload=payload)
    for question, data in ASKED:
        store.studies.keep(run, LATEST, question, Studied(digest(payload), data))
    store.close()
    return run


def test_a_walk(server: Server, run: int, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(f"{server.url}/inside?run={run}", width=390)
    page = tab.page
    page.get_by_role("tab", name="Lesion").click()
    page.get_by_role("combobox", name="Layer").click()
    page.get_by_role("option", name="1 Convolution").click()
    expect(page.get_by_text("of 100 validation images", exact=True)).to_be_visible()
    expect(page.get_by_text("One image is 1 point.")).to_be_visible()
    accuracy, switches = page.get_by_test_id("lesion-All"), page.get_by_role("switch")
    expect(switches).to_have_count(4)
    intact = accuracy.inner_text()

    switches.nth(1).click()
    expect(switches.nth(1)).not_to_be_checked()
    page.get_by_role("switch", name="Map 4").press("Enter")
    expect(page.get_by_text("2 of 4 maps off")).to_be_visible()
    expect(accuracy).not_to_have_text(intact)
    changed = accuracy.inner_text()

    page.get_by_role("button", name="Exact figure on all test images").click()
    expect(page.get_by_text("Without maps 2 and 4 of layer 1 the network reads")).to_be_visible()
    expect(accuracy).to_have_text(changed, use_inner_text=True)  # the switches stay as they are

    page.get_by_role("slider", name="Maps that are off").fill("4")
    expect(page.get_by_role("switch", checked=False)).to_have_count(4)
    page.get_by_role("button", name="Only the smallest set").click()
    expect(page.get_by_role("switch", checked=True)).to_have_accessible_name(
        re.compile("^Map 2, costs")
    )
    page.get_by_role("button", name="All on").click()
    expect(accuracy).to_have_text(intact, use_inner_text=True)
    assert tab.errors == []

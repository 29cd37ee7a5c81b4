"""The main job in a real browser: build, train, watch, stop, come back, read the result."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from cnn_core.plan import steps_per_epoch
from cnn_core.presets import ARTICLE
from cnn_core.store import Store
from tests.browser import steps
from tests.browser.charts import lines, saved_numbers
from tests.browser.conftest import Server, Tab
from tests.browser.elsewhere import training_elsewhere
from tests.stored_runs import silence

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenTab = Callable[..., Tab]
STEPS_PER_EPOCH = steps_per_epoch(ARTICLE)


def zoom_with_the_mouse(page: Page, which: int) -> list[float]:
    """Drag a box over the middle of a chart; returns the range that it leaves on the x axis."""
    box = steps.chart(page, which).locator(".nsewdrag").first.bounding_box()
    assert box is not None
    left, top, width, height = box["x"], box["y"], box["width"], box["height"]
    page.mouse.move(left + width * 0.2, top + height * 0.2)
    page.mouse.down()
    page.mouse.move(left + width * 0.6, top + height * 0.8, steps=5)
    page.mouse.up()
    return shown_range(page, which)


def shown_range(page: Page, which: int) -> list[float]:
    script = "plot => plot.layout.xaxis.range"
    return [float(end) for end in steps.chart(page, which).evaluate(script)]


def test_a_run_is_built_paused_interrupted_and_finished(
    start: Callable[[], Server], open_tab: OpenTab
) -> None:
    server = start()
    tab = open_tab(server.url)
    page = tab.page
    page.get_by_text("LeNet-5", exact=True).click()
    expect(page.get_by_text("61,706").first).to_be_visible()
    page.get_by_role("button", name="Train this network").click()
    expect(page.get_by_role("heading", name="Train", exact=True)).to_be_visible()
    steps.set_size(page, images=6000, epochs=8)
    run = steps.train(page)
    steps.wait_for_points(page, steps.LOSS, more_than=5)
    page.get_by_role("button", name="Pause", exact=True).click()
    steps.wait_for_state(page, "Paused")
    steps.press(page, "Resume")
    steps.wait_for_state(page, "Running")
    server.kill()
    with closing(Store(server.store)) as store:
        silence(store, run)
    assert tab.errors == []
    page.close()
    read_the_result(open_tab(f"{start().url}/train?run={run}"))


def read_the_result(tab: Tab) -> None:
    """Of a run that was interrupted, on a fresh server: its rest is trained first.

    The learning rate's box, left open, must not end as the open box of Reset.
    """
    page = tab.page
    steps.wait_for_state(page, "Interrupted")
    steps.press(page, "Resume")
    steps.wait_for_state(page, "Running")
    page.get_by_test_id("stPopoverButton").filter(has_text="Learning rate").click()
    expect(page.get_by_role("button", name="Apply")).to_be_visible()
    steps.wait_for_state(page, "Finished")
    expect(page.get_by_test_id("stPopoverButton").filter(has_text="Reset")).to_be_visible()
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)
    page.get_by_role("link", name="See the results").click()
    headline = page.get_by_role("heading", name=re.compile(r"\d\d\.\d\d % ± \d"))
    expect(headline).to_be_visible()
    expect(page.get_by_text("of 10,000 images")).to_be_visible()
    accuracy = float(headline.inner_text().split(" %")[0])
    assert 80 < accuracy < 100
    steps.settle(page)
    hosts = {urlsplit(url).netloc for url in tab.requests if url.startswith("http")}
    assert hosts == {urlsplit(page.url).netloc}
    assert tab.errors == []


def test_live_chart_is_mounted_once_and_keeps_its_zoom(
    server: Server, open_tab: OpenTab, tmp_path: Path
) -> None:
    with training_elsewhere(server.store) as training:
        tab = open_tab(f"{server.url}/train?run={training.run}")
        page = tab.page
        steps.wait_for_points(page, steps.LOSS, more_than=20)
        steps.chart(page, steps.LOSS).evaluate("plot => { plot.mountedOnce = true }")
        zoomed = zoom_with_the_mouse(page, steps.LOSS)
        before = steps.points(page, steps.ACCURACY)
        steps.wait_for_points(page, steps.ACCURACY, more_than=before + 30)
        assert steps.chart(page, steps.LOSS).evaluate("plot => plot.mountedOnce === true")
        assert shown_range(page, steps.LOSS) == pytest.approx(zoomed)
        assert sum(url.endswith("plotly.min.js") for url in tab.requests) == 1

        page.reload()
        expect(page.get_by_role("heading", name=f"Run {training.run}:")).to_be_visible()
        steps.wait_for_points(page, steps.LOSS, more_than=before)

        page.get_by_role("button", name="Stop", exact=True).click()
        steps.wait_for_state(page, "Stopped")
        expect(page.get_by_role("link", name="See the results")).to_be_visible()
        steps.settle(page)
        numbers = saved_numbers(steps.chart(page, steps.LOSS), tmp_path)
        assert numbers.name == "loss-by-epoch.csv"
        drawn = lines(numbers, "Batch")
        assert len(drawn) > 20
        for epoch, loss in drawn[:20]:
            assert float(loss) == pytest.approx(1 / (float(epoch) * STEPS_PER_EPOCH), rel=1e-3)
        assert tab.errors == []

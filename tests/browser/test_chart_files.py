"""Charts leave the page as PNG, SVG and CSV, also one that ticks."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import Locator, expect

from cnn_core.store import Store
from tests.browser import steps
from tests.browser.conftest import Server, Tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SVG = "{http://www.w3.org/2000/svg}"


def saved(chart: Locator, button: Locator, folder: Path) -> Path:
    """Point at a chart and press one of the buttons that appear."""
    chart.scroll_into_view_if_needed()
    chart.hover()
    with chart.page.expect_download() as download:
        button.click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def lines(file: Path, series: str) -> list[list[str]]:
    return [row[1:] for row in csv.reader(file.read_text().splitlines()) if row[0] == series]


def test_a_chart_is_saved_in_three_formats(
    server: Server, trained: int, open_tab: Callable[..., Tab], tmp_path: Path
) -> None:
    tab = open_tab(f"{server.url}/results?run={trained}")
    expect(tab.page.get_by_role("heading", name="Take in a run")).to_be_visible()
    steps.settle(tab.page)
    chart = tab.page.get_by_test_id("stPlotlyChart").first
    expect(chart.locator(".main-svg").first).to_be_visible()
    name = f"loss-run-{trained}"

    numbers = saved(chart, chart.get_by_role("button", name="Save the numbers as CSV"), tmp_path)
    assert numbers.name == f"{name}.csv"
    (epoch,) = Store(server.store).points(trained, ["epoch"])
    assert epoch.loss is not None
    ((x, y),) = lines(numbers, "Training, epoch")
    assert (float(x), float(y)) == (1, pytest.approx(epoch.loss, rel=1e-6))

    drawing = saved(chart, chart.get_by_role("button", name="Save as SVG"), tmp_path)
    root = ElementTree.fromstring(drawing.read_text())
    assert (drawing.name, root.tag) == (f"{name}.svg", f"{SVG}svg")
    assert "Epoch" in [text.text for text in root.iter(f"{SVG}text")]

    picture = saved(chart, chart.locator('[data-title*="png" i]'), tmp_path)
    assert picture.name == f"{name}.png"
    assert picture.read_bytes().startswith(b"\x89PNG")

    tab.page.goto(f"{server.url}/train?run={trained}")
    steps.wait_for_points(tab.page, steps.LOSS, 5)
    live = steps.chart(tab.page, steps.LOSS)
    ticking = saved(live, live.get_by_role("button", name="Save the numbers as CSV"), tmp_path)
    assert ticking.name == "loss-by-epoch.csv"
    assert lines(ticking, "Training, epoch") == [[x, y]]
    assert tab.errors == []

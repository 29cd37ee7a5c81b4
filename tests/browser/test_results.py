"""Results in a real browser, of a run that the command line has trained."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from cnn_core.datasets import load_test
from cnn_core.figures import theme
from cnn_core.scores import Evaluation
from cnn_core.store import Store
from cnn_core.web.judged import BESIDE, MOST
from tests.browser import steps
from tests.browser.conftest import Server, Tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenTab = Callable[..., Tab]


def confusion_chart(page: Page) -> Locator:
    """The chart of confusions, in its place: those above it have been drawn."""
    steps.settle(page)
    for chart in page.get_by_test_id("stPlotlyChart").all():
        expect(chart.locator(".main-svg").first).to_be_visible()
    chart = page.get_by_test_id("stPlotlyChart").filter(has=page.locator("g.hm"))
    chart.scroll_into_view_if_needed()
    return chart


def press_cell(chart: Locator, true: int, predicted: int) -> None:
    """The ten by ten cells fill the drawing."""
    cells = chart.locator(".nsewdrag").first
    box = cells.bounding_box()
    assert box is not None
    x, y = ((index + 0.5) / 10 for index in (predicted, true))
    cells.click(position={"x": x * box["width"], "y": y * box["height"]})


def another_pair(evaluation: Evaluation) -> tuple[int, int]:
    """Not the one that is shown before anything is pressed, and not too many to show all."""
    errors = evaluation.confusion() * ~np.eye(10, dtype=bool)
    errors[evaluation.worst_pair()] = 0
    errors[errors > MOST] = 0
    true, predicted = divmod(int(errors.argmax()), 10)
    assert errors[true, predicted] > BESIDE
    return true, predicted


def shown_pixels(image: Locator) -> NDArray[np.uint8]:
    """Shape (28, 28), as light as it is shown."""
    _, data = (image.get_attribute("src") or "").split(",")
    shown = Image.open(io.BytesIO(base64.b64decode(data))).convert("L")
    return np.asarray(shown.resize((28, 28), Image.Resampling.NEAREST))


@pytest.mark.parametrize("dark", [False, True])
def test_a_pressed_cell_shows_its_digits(
    dark: bool, server: Server, trained: int, open_tab: OpenTab
) -> None:
    evaluation = Evaluation.from_bytes(Store(server.store).artifact(trained, "evaluation") or b"")
    true, predicted = another_pair(evaluation)
    rows = evaluation.pair(true, predicted)
    tab = open_tab(f"{server.url}/results?run={trained}", dark=dark)
    chart = confusion_chart(tab.page)
    press_cell(chart, true, predicted)
    told = f"{true} taken for {predicted}: {len(rows)}"
    expect(tab.page.get_by_text(told, exact=True)).to_be_visible()

    beside = tab.page.locator(".digits").first
    sure = evaluation.probabilities[rows, predicted]
    expect(beside.locator("figcaption").first).to_have_text(
        f"{true} → {predicted}{theme.percent(float(sure.max()))}"
    )
    tab.page.get_by_text("Show all", exact=True).click()
    images = beside.locator(f'img[alt="{true} → {predicted}"]')
    expect(images).to_have_count(len(rows))
    expected = load_test("mnist").pixels[evaluation.indices[rows[np.argmax(sure)]]]
    ink = shown_pixels(images.first)
    assert abs(np.corrcoef(ink.ravel(), expected.ravel())[0, 1]) > 0.99

    paper = chart.locator(".js-plotly-plot").evaluate("plot => plot._fullLayout.paper_bgcolor")
    assert paper == theme.colours(dark).background
    assert tab.errors == []


def test_a_run_comes_back_from_its_file(
    server: Server, trained: int, open_tab: OpenTab, tmp_path: Path
) -> None:
    page = open_tab(f"{server.url}/results?run={trained}").page
    steps.settle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download Packed run").click()
    packed = tmp_path / download.value.suggested_filename
    download.value.save_as(packed)
    assert packed.name == f"run-{trained}.zip"

    runs = page.get_by_role("region", name=re.compile("^A run as zip"))
    upload = runs.get_by_test_id("stFileUploaderDropzoneInput")
    upload.set_input_files({"name": "a.zip", "mimeType": "application/zip", "buffer": b"garbage"})
    expect(page.get_by_text("not a sound zip")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)

    upload.set_input_files(packed)
    page.wait_for_url(re.compile(rf"/results\?run=(?!{trained}$)"))
    store = Store(server.store)
    back = store.runs()[0].id
    assert page.url.endswith(f"run={back}")
    assert store.points(back) == store.points(trained)
    assert store.run(back).result == store.run(trained).result
    expect(page.get_by_role("combobox", name="Run")).to_have_value(re.compile(f"{back} · article"))

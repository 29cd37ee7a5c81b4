"""A walk over Results in a real browser, of a run that the command line has trained."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree

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
from tests.browser.charts import lines, saved, saved_numbers
from tests.browser.conftest import Server, Tab, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenTab = Callable[..., Tab]
SVG = "{http://www.w3.org/2000/svg}"


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


def test_a_walk(server: Server, trained: int, open_tab: OpenTab, tmp_path: Path) -> None:
    tab = open_tab(f"{server.url}/results?run={trained}")
    with closing(Store(server.store)) as store:
        confusions = confusion_chart(tab.page)
        a_pressed_cell_shows_its_digits(confusions, store, trained)
        charts_have_the_theme_of_the_page(confusions)
        a_chart_is_saved_in_three_formats(tab.page, store, trained, tmp_path)
        the_report_is_read_from_disk(tab.page, open_tab("about:blank"), tmp_path)
        for kind in ("Packed run", "Capsule"):
            it_comes_back_from_its_file(tab.page, kind, store, tmp_path)
    assert tab.errors == []


def a_pressed_cell_shows_its_digits(chart: Locator, store: Store, run: int) -> None:
    evaluation = Evaluation.from_bytes(store.artifact(run, "evaluation") or b"")
    true, predicted = another_pair(evaluation)
    rows = evaluation.pair(true, predicted)
    press_cell(chart, true, predicted)
    page = chart.page
    told = f"{true} taken for {predicted}: {len(rows)}"
    expect(page.get_by_text(told, exact=True)).to_be_visible()

    beside = page.locator(".digits").first
    sure = evaluation.probabilities[rows, predicted]
    expect(beside.locator("figcaption").first).to_have_text(
        f"{true} → {predicted}{theme.percent(float(sure.max()))}"
    )
    page.get_by_text("Show all", exact=True).click()
    images = beside.locator(f'img[alt="{true} → {predicted}"]')
    expect(images).to_have_count(len(rows))
    expected = load_test("mnist").pixels[evaluation.indices[rows[np.argmax(sure)]]]
    ink = shown_pixels(images.first)
    assert abs(np.corrcoef(ink.ravel(), expected.ravel())[0, 1]) > 0.99


def charts_have_the_theme_of_the_page(chart: Locator) -> None:
    """From the next run of the page on."""
    assert papers(chart) == [theme.colours(dark=False).background]
    chart.page.emulate_media(color_scheme="dark")
    chart.page.get_by_text("Show all", exact=True).click()
    wait_until(lambda: papers(chart) == [theme.colours(dark=True).background])
    steps.settle(chart.page)


def papers(chart: Locator) -> list[str]:
    """The colour of its ground; two while it is drawn anew."""
    colours = "plots => plots.map((plot) => plot._fullLayout?.paper_bgcolor)"
    found: list[str] = chart.locator(".js-plotly-plot").evaluate_all(colours)
    return found


def a_chart_is_saved_in_three_formats(page: Page, store: Store, run: int, folder: Path) -> None:
    chart = page.get_by_test_id("stPlotlyChart").first
    numbers = saved_numbers(chart, folder)
    assert numbers.name == f"loss-run-{run}.csv"
    (epoch,) = store.points(run, ["epoch"])
    assert epoch.loss is not None
    ((x, y),) = lines(numbers, "Training, epoch")
    assert (float(x), float(y)) == (1, pytest.approx(epoch.loss, rel=1e-6))

    drawing = saved(chart, chart.get_by_role("button", name="Save as SVG"), folder)
    root = ElementTree.fromstring(drawing.read_text())
    assert (drawing.name, root.tag) == (f"loss-run-{run}.svg", f"{SVG}svg")
    assert "Epoch" in [text.text for text in root.iter(f"{SVG}text")]

    picture = saved(chart, chart.locator('[data-title*="png" i]'), folder)
    assert picture.name == f"loss-run-{run}.png"
    assert picture.read_bytes().startswith(b"\x89PNG")


def taken_away(page: Page, kind: str, folder: Path) -> Path:
    """Press its button in the section "Take it away"."""
    steps.settle(page)
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Download {kind}", exact=True).click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def the_report_is_read_from_disk(page: Page, reader: Tab, folder: Path) -> None:
    """It asks for nothing but itself, and nothing is said in the console."""
    report = taken_away(page, "Report", folder).as_uri()
    reader.page.on("console", lambda message: reader.errors.append(message.text))
    reader.page.goto(report)
    for title in ("Loss", "Accuracy"):
        expect(reader.page.get_by_role("img", name=title)).to_be_visible()
    assert [url for url in reader.requests if not url.startswith("data:")] == [report]
    assert reader.errors == []


def it_comes_back_from_its_file(page: Page, kind: str, store: Store, folder: Path) -> None:
    run = int(page.url.partition("run=")[2])
    packed = taken_away(page, kind, folder)
    assert packed.name.startswith(f"run-{run}.")

    place = page.get_by_role("region", name=re.compile("^A run as zip"))
    place.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(packed)
    page.wait_for_url(re.compile(rf"/results\?run=(?!{run}$)"))
    back = int(page.url.partition("run=")[2])
    assert store.points(back) == store.points(run)
    assert store.run(back).result == store.run(run).result
    expect(page.get_by_role("combobox", name="Run")).to_have_value(re.compile(f"{back} · article"))

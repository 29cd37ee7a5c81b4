"""A walk over the page Inside in a real browser: image, maps, kernels, time machine, drawing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from cnn_core.layers import Architecture
from cnn_core.payload import digest, in_half
from cnn_core.presets import ARTICLE
from cnn_core.questions import Maximise, Patches, Question
from cnn_core.questions import Survey as AskSurvey
from cnn_core.records import LATEST, Studied
from cnn_core.snapshots import Snapshot, pack
from cnn_core.store import Store
from tests import small_network, surveys
from tests.browser import steps
from tests.browser.conftest import Server, Tab, wait_until
from tests.evaluated_runs import add
from tests.found_oips import oips, patches

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PICTURE = "canvas => canvas.toDataURL()"
DRAWN = """canvas => new Promise((tell) =>
    requestAnimationFrame(() => requestAnimationFrame(() => tell(canvas.toDataURL()))))"""
"""The same, when a frame has followed the last event."""
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
KERNELS = "Kernels of 4 outputs"
SPEC = ARTICLE.model_copy(update={"architecture": Architecture(layers=small_network.LAYERS)})
FOUND: dict[Question, bytes] = {
    AskSurvey(): surveys.survey(small_network.LAYERS).to_bytes(),
    Maximise(layer=1): oips(maps=4, dead=(2,)).to_bytes(),
    Patches(layer=1): patches(maps=4, dead=(2,)).to_bytes(),
}
SNAPSHOTS = [Snapshot(0, 0, in_half(small_network.payload(scale=0.1)))]


@pytest.fixture
def runs(server: Server) -> tuple[int, int]:
    """A run with a snapshot, dead units and patterns, and a run with none of these."""
    store = Store(server.store)
    payload = small_network.payload()
    run = add(store, SPEC, payload=payload, snapshots=pack(SNAPSHOTS))
    for question, data in FOUND.items():
        store.studies.keep(run, LATEST, question, Studied(digest(payload), data))
    other = add(store, SPEC, payload=payload)
    store.close()
    return run, other


def canvas(page: Page, name: str) -> Locator:
    return page.get_by_role("img", name=name)


def wait_for_another(canvas: Locator, picture: str) -> None:
    wait_until(lambda: canvas.evaluate(PICTURE) != picture)


def draw_a_line(page: Page) -> None:
    box = page.get_by_test_id("digit-pad").bounding_box()
    assert box is not None
    middle = box["x"] + box["width"] / 2
    page.mouse.move(middle, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(middle, box["y"] + box["height"] - 20, steps=5)
    page.mouse.up()


def choose_by_number(page: Page, maps: Locator, requests: list[str]) -> None:
    """Typed and stepped through; a file of images comes when it is needed, and once."""
    field, told = page.get_by_label("Test image", exact=True), page.get_by_role("status")
    less, more = (page.get_by_role("button", name=f"one {way}") for way in ("less", "more"))
    expect(field).to_have_value("2")
    assert files(requests) == []
    before = maps.evaluate(PICTURE)
    field.fill("998")
    field.press("Enter")
    wait_for_another(maps, before)
    expect(told.filter(has_text="Test image 998, labelled 8")).to_be_visible()
    for _ in range(3):
        more.click()
    expect(told.filter(has_text="Test image 1001, labelled 0")).to_be_visible()
    expect(page.get_by_text("Image in question: test image 1001, labelled 0")).to_be_visible()
    assert [name[-6:] for name in files(requests)] == ["-0.bin", "-4.bin", "-5.bin"]
    field.fill("10000")
    field.press("Enter")
    expect(told.filter(has_text="Expected: 0 to 9,999. Received: 10000.")).to_be_visible()
    field.fill("0")
    field.press("ArrowUp")
    field.press("ArrowDown")
    expect(less).to_be_disabled()
    expect(page.get_by_text("Image in question: test image 0, labelled 7")).to_be_visible()
    expect(field).to_have_value("0")


def look_elsewhere(page: Page) -> None:
    """At another tab, and back."""
    answer = page.get_by_test_id("answer")
    page.get_by_role("tab", name="Pixels").click()
    page.wait_for_url("**section=Pixels*")
    expect(answer).to_have_count(0)
    steps.settle(page)
    page.get_by_role("tab", name="Maps and kernels").click()
    expect(answer).not_to_be_empty()
    steps.settle(page)


def files(requests: list[str]) -> list[str]:
    return [each for each in requests if "mnist-test-" in each]


def test_a_walk(server: Server, runs: tuple[int, int], open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(f"{server.url}/inside?run={runs[0]}")
    page, answer = tab.page, tab.page.get_by_test_id("answer")
    expect(answer).not_to_be_empty()
    maps, kernels = canvas(page, "1 Convolution"), canvas(page, KERNELS)
    expect(page.get_by_text("2 dead")).to_be_visible()

    first = maps.evaluate(PICTURE)
    page.get_by_role("button", name="labelled 1").click()
    wait_for_another(maps, first)
    expect(page.get_by_text("Image in question: test image 2, labelled 1")).to_be_visible()

    choose_by_number(page, maps, tab.requests)

    before = kernels.evaluate(PICTURE)
    page.get_by_label("Sort").first.select_option("Largest norm first")
    wait_for_another(kernels, before)
    kernels.click(position={"x": 10, "y": 10})
    expect(page.get_by_text("of 4: norm")).to_be_visible()

    slider = page.get_by_role("slider", name="Moment")
    expect(slider).to_be_enabled()
    now = kernels.evaluate(PICTURE)
    slider.press("ArrowLeft")
    expect(slider).to_have_attribute("aria-valuetext", "before training")
    wait_for_another(kernels, now)
    expect(page.get_by_text("The weights after step 0")).to_be_visible()
    slider.press("ArrowRight")
    assert kernels.evaluate(PICTURE) == now

    use = page.get_by_role("button", name="Use this drawing")
    expect(use).to_be_disabled()
    page.get_by_test_id("clear-pad").click()
    page.get_by_label("Brush").fill("0.1")
    draw_a_line(page)
    expect(use).to_be_enabled()
    drawn = page.get_by_test_id("digit-pad").evaluate(DRAWN)
    look_elsewhere(page)
    wait_until(lambda: page.get_by_test_id("digit-pad").evaluate(PICTURE) == drawn)
    expect(use).to_be_enabled()
    use.click()
    expect(page.get_by_text("Image in question: your drawing")).to_be_visible()
    steps.settle(page)
    expect(use).to_be_disabled()
    assert page.get_by_test_id("digit-pad").evaluate(DRAWN) == drawn  # the strokes stay
    look_elsewhere(page)
    wait_until(lambda: page.get_by_test_id("digit-pad").evaluate(PICTURE) == drawn)
    expect(use).to_be_disabled()

    page.goto(f"{server.url}/inside?run={runs[1]}")
    expect(page.get_by_text("This run has no snapshots")).to_be_visible()
    assert tab.errors == []


def test_what_maps_look_for(
    server: Server, runs: tuple[int, int], open_tab: Callable[..., Tab]
) -> None:
    tab = open_tab(f"{server.url}/inside?run={runs[0]}", dark=True, width=390)
    page, pictures = tab.page, tab.page.get_by_role("figure")
    page.get_by_role("tab", name="What maps look for").click()
    expect(page.get_by_text("4 maps, 4 random starts each")).to_be_visible()
    of_maps, starts, of_training = 4, 4, 9
    expect(pictures).to_have_count(of_maps + starts + of_training)
    expect(pictures.filter(has_text="cannot be excited")).to_have_count(1)
    drawn = pictures.nth(of_maps).get_by_role("img").get_attribute("src")

    steps.choose(page, "Which map", "Map 2")
    expect(pictures.nth(of_maps).get_by_role("img")).not_to_have_attribute("src", drawn or "")
    steps.choose(page, "Which map", "Map 3")
    expect(page.get_by_text("No training image excites it")).to_be_visible()
    expect(pictures).to_have_count(of_maps + starts)

    steps.choose(page, "Layer", "1 Convolution")
    expect(page.get_by_role("button", name="Find the patterns")).to_be_enabled()
    assert page.evaluate(OVERFLOW) == 0
    assert tab.errors == []

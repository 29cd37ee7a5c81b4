"""A walk through the lessons of the page Learn in a real browser: a short function for each."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from cnn_core.layers import Architecture
from cnn_core.presets import ARTICLE
from cnn_core.store import Store
from tests import small_network
from tests.browser import steps
from tests.browser.conftest import Server, Tab
from tests.evaluated_runs import add
from tests.pages.test_learn_numbers import SNAPSHOTS

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SPEC = ARTICLE.model_copy(update={"architecture": Architecture(layers=small_network.LAYERS)})
PICTURE = "canvas => canvas.toDataURL()"


@pytest.fixture
def run(server: Server) -> int:
    store = Store(server.store)
    run = add(store, SPEC, payload=small_network.payload(), snapshots=SNAPSHOTS)
    store.close()
    return run


def test_a_walk(server: Server, run: int, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(f"{server.url}/learn?run={run}", width=390)
    convolution(tab.page, run)
    maps(tab.page)
    pooling(tab.page, run)
    growing_view(tab.page)
    activations(tab.page)
    dense(tab.page)
    descent(tab.page)
    stays_as_it_was_left(tab.page)
    assert tab.errors == []


def stays_as_it_was_left(page: Page) -> None:
    """The convolution, and what the server knows of it."""
    open_lesson(page, "Convolution")
    expect(grid(page, "Test image 0, labelled 7, 28×28, normalised")).to_be_visible()
    link = page.get_by_role("link", name="Open in Build")
    expect(link).to_have_attribute("href", re.compile("preset=article$"))


def open_lesson(page: Page, name: str) -> None:
    steps.settle(page)
    page.get_by_role("tab", name=name, exact=True).click()
    steps.settle(page)


def number(page: Page, label: str, text: str) -> None:
    """Type into a field of a picture, and leave it."""
    field = page.get_by_label(label, exact=True)
    field.fill(text)
    field.press("Tab")


def choice(page: Page, label: str) -> Locator:
    return page.get_by_role("combobox", name=label, exact=True)


def grid(page: Page, title: str) -> Locator:
    return page.get_by_role("img", name=title)


def shows(page: Page, text: str) -> None:
    expect(page.get_by_text(text).first).to_be_visible()


def convolution(page: Page, run: int) -> None:
    """Stepped, dragged and typed; sizes that do not fit; a trained filter on a test image."""
    shows(page, "9 weights and 1 bias serve all 16 values.")
    page.get_by_role("button", name="Step", exact=True).press("Enter")
    shows(page, "Window 2 of 16")
    grid(page, "Map, 4×4").press("ArrowDown")
    shows(page, "Window 6 of 16")
    shows(page, "Row 2, column 2: value 0")
    grid(page, "9×9 example").click(position={"x": 5, "y": 5})
    shows(page, "Window 1 of 16")
    number(page, "Row 2, column 3", "-2.5")
    shows(page, "→ −2.5")
    expect(choice(page, "Filter")).to_have_value("own")
    number(page, "Height", "")
    shows(page, "Height: expected a whole number from 1 to 11. Received: no number.")
    number(page, "Height", "11")
    shows(page, "A filter of 11×3 does not fit into 9×9")
    choice(page, "Padding").select_option("same")
    shows(page, "Map, 5×5")

    choice(page, "Image").select_option("test")
    choice(page, "Filter").select_option(f"Run {run}: filter 2 of 4")
    expect(grid(page, "Test image 0, labelled 7, 28×28, normalised")).to_be_visible()
    expect(grid(page, "Map, 26×26")).to_be_visible()
    steps.settle(page)
    link = page.get_by_role("link", name="Open in Build")
    expect(link).to_have_attribute("href", re.compile("preset=article$"))


def maps(page: Page) -> None:
    """Pairs by keys and typed, to the end of a sum; a picture in colour; the run's kernels."""
    open_lesson(page, "Maps to maps")
    shows(page, "64·32·9 + 64 = 18,496")
    kernels = grid(page, "Kernels, 32 × 64 pairs")
    kernels.press("ArrowRight")
    expect(page.get_by_label("Output map", exact=True)).to_have_value("2")
    kernels.click(position={"x": 3, "y": 3})
    expect(page.get_by_label("Output map", exact=True)).to_have_value("1")
    number(page, "Input map", "33")
    shows(page, "Input map: expected a whole number from 1 to 32. Received: 33.")
    slide(page, "Step", "End")
    shows(page, "the value of the output map.")
    source = page.get_by_test_id("stButtonGroup")
    source.get_by_text("A colour image").click()
    expect(grid(page, "A coloured picture of 10×10 pixels")).to_be_visible()
    source.get_by_text("A trained network").click()
    shows(page, "4·1·9 + 4 = 40")
    expect(grid(page, "Kernels, 1 × 4 pairs")).to_be_visible()


def growing_view(page: Page) -> None:
    """Nodes by keys and on the image; two layers with padding, and a kernel that does not fit."""
    open_lesson(page, "Growing view")
    shows(page, "The node in row 2, column 2 sees 18×18 pixels of the image: rows 5 to 22")
    grid(page, "4 Max pooling").press("ArrowRight")
    shows(page, "The node in row 1, column 2 sees 10×10 pixels of the image: rows 1 to 10")
    grid(page, "Test image 0, labelled 7").click(position={"x": 5, "y": 5})
    shows(page, "The node in row 1, column 1 sees 10×10 pixels")
    choice(page, "Neighbour").select_option("diagonal")
    shows(page, "With its neighbour right and below it spans 14×14 pixels; 6×6 of them both see.")
    steps.choose(page, "Network", "3×3 with padding")
    shows(page, "28×28 nodes · see 5×5 · step 1")
    slide(page, "Node", "Home")
    shows(page, "reaches 2 rows and 2 columns beyond the image")
    steps.choose(page, "Network", "Two layers of your own")
    steps.fill(page, "First kernel", "29")
    shows(page, "29×29 does not fit into a map of 28×28")


def pooling(page: Page, run: int) -> None:
    """The map of a run in tiles, whose values may be shuffled; a tile that is too large."""
    open_lesson(page, "Pooling")
    page.get_by_role("combobox", name="What is pooled").select_option(
        f"run {run}: maps of layer 1, 26×26"
    )
    number(page, "Map", "2")
    pooled, whole = grid(page, "Pooled map, 13×13"), grid(page, "Map 2 of test image 0")
    expect(pooled).to_be_visible()
    expect(whole).to_be_visible()
    page.get_by_role("button", name="Reset", exact=True).click()
    pooled.press("ArrowRight")
    shows(page, "Tile 2 of 169")
    before = [each.evaluate(PICTURE) for each in (whole, pooled)]
    page.get_by_role("button", name="Shuffle within the tiles").click()
    after = [each.evaluate(PICTURE) for each in (whole, pooled)]
    assert [one == other for one, other in zip(before, after, strict=True)] == [False, True]
    number(page, "Height", "30")
    shows(page, "A tile of 30×2 does not fit into 26×26")
    shows(page, "The article's network cannot be built with it")


def slide(page: Page, label: str, key: str, times: int = 1) -> None:
    slider = page.get_by_role("slider", name=label, exact=True)
    slider.focus()
    for _ in range(times):
        slider.press(key)


def activations(page: Page) -> None:
    """A point on two curves, by keys, typed and dragged; a map that dies; the link to Build."""
    open_lesson(page, "Activations")
    row = page.get_by_role("row", name=re.compile("^sigmoid"))
    expect(row).to_contain_text("below −4.6 and above 4.6")
    number(page, "x", "-1000")
    expect(page.get_by_role("row", name=re.compile("^relu"))).to_contain_text("relu00")
    slide(page, "x, slider", "End")
    expect(page.get_by_label("x", exact=True)).to_have_value("6")
    curve = page.get_by_role("img", name="Activations and their slopes")
    curve.click(position={"x": 60, "y": 100})
    expect(page.get_by_label("x", exact=True)).not_to_have_value("6")
    number(page, "Added to every sum", "-1000")
    shows(page, "on this image it is dead")
    choice(page, "Activation").select_option("tanh")
    expect(page.get_by_role("row", name=re.compile("^tanh"))).to_be_visible()
    steps.settle(page)
    link = page.get_by_role("link", name="Open in Build")
    expect(link).to_have_attribute("href", re.compile("edits="))


def dense(page: Page) -> None:
    """A number of the flat row; logits far out of bounds; both outputs; the batch."""
    open_lesson(page, "Dense and softmax")
    product = page.get_by_role("status").filter(has_text="sum so far")
    largest = product.text_content() or ""
    slide(page, "Place", "ArrowLeft")
    expect(product).not_to_have_text(largest)
    slide(page, "Place", "ArrowRight")
    expect(product).to_have_text(largest)  # of this image still, after those of the batch
    slide(page, "Place", "Home")
    shows(page, "place 1 of 144 = 6 · 6 · 4")
    grid(page, "All 144 numbers").press("ArrowRight")
    shows(page, "Counted from 0, row 0, column 0 of map 1 goes to")
    number(page, "Logit of 3", "-1000000")
    number(page, "Logit of 7", "100000")
    slide(page, "Step", "ArrowRight")
    shows(page, "would be more than 64 bits can hold")
    choice(page, "Right class").select_option("3")
    slide(page, "Step", "ArrowRight", 4)
    shows(page, "So sure and so wrong")
    choice(page, "Output").select_option("sigmoid")
    slide(page, "Step", "Home")
    slide(page, "Step", "ArrowRight")
    shows(page, "ten questions")
    number(page, "Images", "9")
    shows(page, "Images: expected a whole number from 1 to 8. Received: 9.")
    page.get_by_role("button", name="Logits of the image").click()
    expect(page.get_by_label("Logit of 3", exact=True)).not_to_have_value("-1000000")


def descent(page: Page) -> None:
    """Steps that find, stand still, run away and die; a filter of the run at two moments."""
    open_lesson(page, "Gradient descent")
    shows(page, "After 0 steps the loss is")
    page.get_by_role("button", name="100 steps").click()
    shows(page, "After 100 steps the loss is")
    slide(page, "Step that is looked at", "Home")
    shows(page, "After 0 steps the loss is")
    number(page, "Learning rate", "0")
    shows(page, "no step changes anything")
    number(page, "Learning rate", "1000")
    page.get_by_role("button", name="100 steps").click()
    shows(page, "the loss grows without end")
    page.get_by_role("button", name="Reset").first.click()
    choice(page, "Activation").select_option("relu")
    choice(page, "Start").select_option("negative")
    shows(page, "The filter is dead")
    shows(page, "After 1,688 steps, 2 epochs")
    slide(page, "Moment", "Home")
    shows(page, "Before training: the weights are random")
    expect(page.get_by_role("link", name="All layers of this run")).to_be_visible()

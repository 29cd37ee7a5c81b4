"""Terms and their definitions in a real browser, with a pointer and with a finger."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from cnn_core.terms import TERMS
from tests.browser import steps
from tests.browser.conftest import TIMEOUT, Server, Tab
from tests.browser.test_pages import wider_than_the_window

pytestmark = [pytest.mark.browser, pytest.mark.slow]
FIND = """term => [...(CSS.highlights.get("cnn-terms") ?? [])].find(
    (range) => range.toString() === term && range.getClientRects().length)"""
PLACE = f"""async (term) => {{
    const nextFrame = () => new Promise(requestAnimationFrame);
    const find = {FIND};
    find(term).startContainer.parentElement.scrollIntoView({{ block: "center" }});
    let box = find(term).getBoundingClientRect();
    for (let frames = 0, last = box; frames < 10; frames = box.top === last.top ? frames + 1 : 0) {{
        await nextFrame();  // events of the scrolling come first
        last = box;
        box = find(term).getBoundingClientRect();
    }}
    return [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
}}"""

GAP = """() => {
    const page = document.querySelector("[data-testid=stMainBlockContainer]").firstElementChild;
    const first = [...page.children].find((each) => each.clientHeight);
    return first.getBoundingClientRect().top - page.getBoundingClientRect().top;
}"""
"""Pixels above what the page shows first."""


def place(page: Page, term: str) -> tuple[float, float]:
    """The middle of the first place where the term is marked, once the page lies still."""
    steps.settle(page)
    page.wait_for_function(FIND, arg=term)
    x, y = page.evaluate(PLACE, term)
    return x, y


def tooltip(page: Page) -> Locator:
    return page.get_by_test_id("term-tooltip")


def test_a_definition_is_shown_on_hover(server: Server, open_tab: Callable[..., Tab]) -> None:
    tab = open_tab(server.url)
    page = tab.page
    shown = tooltip(page)
    page.mouse.move(*place(page, "Receptive field"))
    assert page.evaluate(GAP) == 0
    expect(shown).to_have_text("Receptive field" + TERMS["Receptive field"].definition)
    page.keyboard.press("Escape")
    expect(shown).to_be_hidden()
    page.mouse.move(*place(page, "Multiply-adds"))
    expect(shown).to_contain_text(TERMS["Multiply-add"].definition)
    page.mouse.move(5, 400)
    expect(shown).to_be_hidden()
    page.get_by_role("link", name="Reproduce", exact=True).click()
    page.mouse.move(*place(page, "Loss"))
    expect(shown).to_contain_text(TERMS["Loss"].definition)
    assert tab.errors == []


def test_a_tap_shows_it_inside_of_a_narrow_window(server: Server, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    page.set_default_timeout(TIMEOUT)
    page.goto(f"{server.url}/reproduce")
    page.touchscreen.tap(*place(page, "stride"))
    shown = tooltip(page)
    expect(shown).to_contain_text(TERMS["Stride"].definition)
    box = shown.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert not wider_than_the_window(page)
    page.touchscreen.tap(5, 200)
    expect(shown).to_be_hidden()
    context.close()

"""Each page in a real browser: deep links on a fresh server, both themes, phone width."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from cnn_core.presets import SMALL
from cnn_core.records import State
from cnn_core.store import Store
from tests.browser import steps
from tests.browser.conftest import Server, Tab

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenTab = Callable[..., Tab]
PAGES = {"": "Build", "train": "Train", "results": "Results"}


def wider_than_the_window(page: Page) -> bool:
    """Whether the page as a whole must be scrolled sideways."""
    script = "() => document.documentElement.scrollWidth > window.innerWidth"
    return bool(page.evaluate(script))


def background(page: Page) -> str:
    script = "app => getComputedStyle(app).backgroundColor"
    return str(page.get_by_test_id("stApp").evaluate(script))


def brightness(colour: str) -> float:
    """Mean of red, green and blue of `rgb(…)`, 0 to 255."""
    parts = colour.removeprefix("rgb(").removesuffix(")").split(",")
    return sum(float(part) for part in parts[:3]) / 3


def test_deep_links_on_a_fresh_server(start: Callable[[], Server], open_tab: OpenTab) -> None:
    for path in ("train", "results"):
        server = start()
        tab = open_tab(f"{server.url}/{path}")
        expect(tab.page.get_by_role("heading", name=PAGES[path], exact=True)).to_be_visible()
        for title in PAGES.values():
            expect(tab.page.get_by_role("link", name=title, exact=True)).to_be_visible()
        assert tab.errors == []
        server.kill()


def test_link_opens_the_same_network(server: Server, open_tab: OpenTab) -> None:
    page = open_tab(server.url).page
    page.get_by_text("LeNet-5", exact=True).click()
    expect(page.get_by_text("61,706").first).to_be_visible()
    steps.fill(page, "Units", "85")
    page.wait_for_url("**/*edits=*")
    link = page.url
    other = open_tab(link).page
    expect(other.get_by_label("Units", exact=True)).to_have_value("85")
    assert other.url == link


def test_damaged_link_is_told_plainly(server: Server, open_tab: OpenTab) -> None:
    tab = open_tab(f"{server.url}/?preset=article&edits=%00garbage")
    expect(tab.page.get_by_text("This link cannot be opened.")).to_be_visible()
    expect(tab.page.get_by_test_id("stException")).to_have_count(0)


def test_both_themes_and_phone_width(server: Server, open_tab: OpenTab) -> None:
    for dark in (False, True):
        tab = open_tab("about:blank", dark=dark, width=390)
        for path, title in PAGES.items():
            tab.page.goto(f"{server.url}/{path}")
            expect(tab.page.get_by_role("heading", name=title, exact=True)).to_be_visible()
            steps.settle(tab.page)
            assert (brightness(background(tab.page)) < 128) == dark
            assert not wider_than_the_window(tab.page), path
            expect(tab.page.get_by_test_id("stException")).to_have_count(0)
            assert tab.errors == []


def test_a_hostile_name_asks_no_other_machine(server: Server, open_tab: OpenTab) -> None:
    picture = "![x](http://10.9.8.7/t.png) :red[*a*]"
    store = Store(server.store)
    empty = store.run(store.submit(SMALL, picture))
    store.stop(empty.id)
    ended = replace(empty, state=State.FAILED, message=picture, device=picture, ended=time.time())
    number = store.add(ended, [], {})
    store.close()
    for path in ("train", "results"):
        tab = open_tab(f"{server.url}/{path}?run={number}")
        expect(tab.page.get_by_role("heading", name=PAGES[path], exact=True)).to_be_visible()
        steps.settle(tab.page)
        hosts = {urlsplit(url).netloc for url in tab.requests if url.startswith("http")}
        assert hosts == {urlsplit(server.url).netloc}, path
    tab = open_tab(f"{server.url}/train?run={number}")
    shown = tab.page.get_by_role("heading", name=f"Run {number}:").inner_text()
    assert shown.replace("\u2060", "") == f"Run {number}: {picture}"

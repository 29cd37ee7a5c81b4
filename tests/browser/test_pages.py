"""Each page in a real browser: deep links on a fresh server, both themes, phone width."""

from __future__ import annotations

import re
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
from tests.browser.conftest import Server, Tab, wait_until

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


def test_a_deep_link_on_a_fresh_server(start: Callable[[], Server], open_tab: OpenTab) -> None:
    tab = open_tab(f"{start().url}/results")
    expect(tab.page.get_by_role("heading", name="Results", exact=True)).to_be_visible()
    for title in PAGES.values():
        expect(tab.page.get_by_role("link", name=title, exact=True)).to_be_visible()
    assert tab.errors == []


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


def test_both_themes_and_phone_width(server: Server, open_tab: OpenTab) -> None:
    tab = open_tab("about:blank", width=390)
    page = tab.page
    for path, title in PAGES.items():
        page.emulate_media(color_scheme="light")
        page.goto(f"{server.url}/{path}")
        expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
        steps.settle(page)
        assert brightness(background(page)) > 128
        assert not wider_than_the_window(page), path
        page.emulate_media(color_scheme="dark")
        wait_until(lambda: brightness(background(page)) < 128)
        steps.settle(page)
        assert not wider_than_the_window(page), path
        expect(page.get_by_test_id("stException")).to_have_count(0)
        assert tab.errors == []


def test_a_hostile_name_asks_no_other_machine(server: Server, open_tab: OpenTab) -> None:
    picture = "![x](http://10.9.8.7/t.png) :red[*a*]"
    store = Store(server.store)
    empty = store.run(store.submit(SMALL, picture))
    store.stop(empty.id)
    ended = replace(empty, state=State.FAILED, message=picture, device=picture, ended=time.time())
    number = store.add(ended, [], {})
    store.close()
    tab = open_tab(f"{server.url}/train?run={number}")
    shown = tab.page.get_by_role("heading", name=f"Run {number}:").inner_text()
    assert re.sub("[\u2060\u2063]", "", shown) == f"Run {number}: {picture}"
    steps.settle(tab.page)
    tab.page.goto(f"{server.url}/results?run={number}")
    expect(tab.page.get_by_role("heading", name="Results", exact=True)).to_be_visible()
    steps.settle(tab.page)
    hosts = {urlsplit(url).netloc for url in tab.requests if url.startswith("http")}
    assert hosts == {urlsplit(server.url).netloc}

"""The Runs page in a real browser: from a table of runs to a zip and back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from cnn_core.presets import ARTICLE, SMALL
from cnn_core.records import Label
from cnn_core.store import Store
from cnn_core.web.text import apart
from tests.browser import steps
from tests.browser.conftest import Server, Tab
from tests.browser.test_pages import wider_than_the_window
from tests.test_run_table import HISTORY, run

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OpenTab = Callable[..., Tab]
MARK = "stride"
"""In the names of this test's runs: others are in the store, too. It is a term elsewhere."""
MARKED = """(selector) => [...(CSS.highlights.get("cnn-terms") ?? [])].some(
    (range) => range.startContainer.parentElement.closest(selector))"""


@pytest.fixture
def store(server: Server) -> Iterator[Store]:
    store = Store(server.store)
    yield store
    store.close()


def add(store: Store) -> list[int]:
    """Three runs of different accuracy."""
    specs = (ARTICLE, SMALL, ARTICLE)
    return [
        store.add(run(0, 0.97 + i / 100, spec, name=f"{MARK} {i}"), HISTORY, {})
        for i, spec in enumerate(specs)
    ]


def shown(page: Page, *numbers: int) -> None:
    """Expect these runs in the table, in this order."""
    rows = page.get_by_role("table", name="Runs").get_by_role("rowheader")
    expect(rows).to_have_text([re.compile(rf"^{number} · ") for number in numbers])


def test_a_class_of_runs_is_tidied_up(server: Server, open_tab: OpenTab, store: Store) -> None:
    first, second, third = add(store)
    tab = open_tab(f"{server.url}/runs?search={MARK}")
    page = tab.page
    table = page.get_by_role("table", name="Runs")
    shown(page, third, second, first)

    page.wait_for_function(MARKED, arg="td")
    assert not page.evaluate(MARKED, "[scope=row]")
    page.get_by_role("button", name="Test accuracy").press("Enter")
    steps.press(page, "Test accuracy ↓")
    shown(page, first, second, third)
    table.get_by_label(f"Choose run {second}", exact=True).press("Space")
    page.wait_for_url(f"**runs={second}*")
    expect(page.get_by_role("heading", name=f"Run {second}: {apart(MARK + ' 1')}")).to_be_visible()
    table.get_by_label(f"Star run {first}", exact=True).click()
    expect(table.get_by_label(f"Star run {first}", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )

    steps.press(page, "Name and note")
    page.get_by_label("Name", exact=True).fill(f"{MARK} of Ann")
    page.get_by_label("Note", exact=True).fill("for Monday")
    steps.press(page, "Save")
    expect(page.get_by_test_id("stPopoverBody")).to_have_count(0)  # it would lie over a fault
    expect(table.get_by_text(f"{second} · {MARK} of Ann")).to_be_visible()
    expect(table.get_by_text("for Monday")).to_be_visible()
    assert store.labels.of(first) == Label(starred=True)

    table.get_by_label("Choose all shown here").check()
    expect(page.get_by_role("heading", name="3 runs chosen")).to_be_visible()
    steps.press(page, "Tags")
    page.get_by_label("New tag").fill("homework")
    steps.press(page, "Add")
    expect(table.get_by_text("homework")).to_have_count(3)

    with page.expect_download() as download:
        steps.press(page, "Zip")
    assert download.value.suggested_filename == "runs.zip"
    packed = Path(download.value.path()).read_bytes()
    steps.press(page, "Delete")
    shown(page)
    steps.press(page, "Undo")
    shown(page, first, second, third)
    steps.press(page, "Delete")
    shown(page)

    page.get_by_role("tab", name="Take in").click()
    runs = page.get_by_role("region", name=re.compile("^Runs as zip"))
    runs.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(
        {"name": "runs.zip", "mimeType": "application/zip", "buffer": packed}
    )
    expect(page.get_by_text("Taken in as runs")).to_be_visible()
    taken = [each for each in store.runs() if each.name.startswith(MARK)]
    assert {each.name for each in taken} == {f"{MARK} 0", f"{MARK} of Ann", f"{MARK} 2"}
    assert all("homework" in store.labels.of(each.id).tags for each in taken)
    assert tab.errors == []


def test_a_link_shows_what_its_sender_saw(server: Server, open_tab: OpenTab, store: Store) -> None:
    first, second, third = add(store)
    store.labels.tag([first, third], "linked")
    query = f"tag=linked&state=finished&state=stopped&sort=accuracy&runs={third},{first}"
    page = open_tab(f"{server.url}/runs?{query}", dark=True, width=390).page
    shown(page, first, third)
    expect(page.get_by_role("heading", name="2 runs chosen")).to_be_visible()
    steps.settle(page)
    assert not wider_than_the_window(page)
    store.trash.delete([first, second, third])

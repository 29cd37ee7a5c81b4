"""What a person does on the pages, said once for all browser tests."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import wait_until

LOSS, ACCURACY = 0, 1


def settle(page: Page) -> None:
    """Wait until the server has answered everything that was asked."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def press(page: Page, name: str) -> None:
    """Press a button once the page is drawn: before, the last one's may stand beside its own."""
    settle(page)
    page.get_by_role("button", name=name, exact=True).click()


def fill(page: Page, label: str, value: str) -> None:
    """Type into a number field and leave it, as a person would."""
    field = page.get_by_label(label, exact=True)
    field.fill(value)
    field.press("Tab")
    settle(page)
    expect(field).to_have_value(value)


def choose(page: Page, label: str, option: str) -> None:
    """Opened by a key: a press scrolls to the menu first, and a scrolled menu closes. So does one
    under which the page is drawn anew; then again."""
    wanted = page.get_by_role("option", name=option)

    def is_open() -> bool:
        if not wanted.is_visible():
            settle(page)
            page.get_by_role("combobox", name=label).press("ArrowDown")
        return wanted.is_visible()

    wait_until(is_open)
    wanted.click()


def open_settings(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def set_size(page: Page, *, images: int, epochs: int) -> None:
    """On the Train page: how much the next run is trained, with a processor left to the page."""
    open_settings(page, "Data")
    fill(page, "Images to train with", str(images))
    open_settings(page, "Training")
    fill(page, "Epochs", str(epochs))
    open_settings(page, "Hardware")
    fill(page, "Threads within an operation", "1")


def train(page: Page) -> int:
    """On the Train page, where no run is shown: start one. Returns its number."""
    page.get_by_role("button", name="Train", exact=True).click()
    heading = page.get_by_role("heading", name=re.compile(r"^Run \d+:"))
    expect(heading).to_be_visible()
    return int(heading.inner_text().split()[1].rstrip(":"))


def chart(page: Page, which: int) -> Locator:
    return page.get_by_test_id("live-chart").nth(which)


def points(page: Page, which: int) -> int:
    """Points drawn in a live chart, over all its lines."""
    script = "plot => (plot.calcdata ?? []).reduce((sum, line) => sum + line.length, 0)"
    return int(chart(page, which).evaluate(script))


def wait_for_points(page: Page, which: int, more_than: int) -> None:
    page.wait_for_function(
        """([which, least]) => {
            const plot = document.querySelectorAll('[data-testid="live-chart"]')[which];
            const lines = plot?.calcdata ?? [];
            return lines.reduce((sum, line) => sum + line.length, 0) > least;
        }""",
        arg=[which, more_than],
        timeout=180_000,
    )


def wait_for_state(page: Page, state: str, seconds: float = 180) -> None:
    badge = page.get_by_text(state, exact=True).first
    expect(badge).to_be_visible(timeout=1000 * seconds)

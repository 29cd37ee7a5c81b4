"""Charts saved by the buttons that appear where one points at them."""

from __future__ import annotations

import csv
from pathlib import Path

from playwright.sync_api import Locator


def saved(chart: Locator, button: Locator, folder: Path) -> Path:
    """Point at a chart and press one of the buttons that appear."""
    chart.scroll_into_view_if_needed()
    chart.hover()
    with chart.page.expect_download() as download:
        button.click()
    file = folder / download.value.suggested_filename
    download.value.save_as(file)
    return file


def saved_numbers(chart: Locator, folder: Path) -> Path:
    return saved(chart, chart.get_by_role("button", name="Save the numbers as CSV"), folder)


def lines(file: Path, series: str) -> list[list[str]]:
    """The rows of one series, without its name."""
    return [row[1:] for row in csv.reader(file.read_text().splitlines()) if row[0] == series]

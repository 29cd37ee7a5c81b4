"""Activation maps of a chosen image: from the press to the painted picture, in Chromium.

    python -m benchmarks.activation_maps [--repeats 40]

The article's network. Two ways to choose: a press on one of the test images beside the pad, which
the browser has already, and a press on the number field's plus, for which the server is asked.
Exits with 1 over the limit.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from playwright.sync_api import Locator, Page

from benchmarks.inside_page import inside_page, percentile, told, wait_for_rest, waited

LIMIT_MS = 100.0
"""At the 95th percentile of presses on a test image, in the median of numbers."""


def measure(page: Page, presses: Sequence[Locator]) -> Sequence[float]:
    """Milliseconds from each press to its picture; the first one warms the browser's compiler."""
    page.evaluate("window.waits.length = 0")
    for turn, press in enumerate(presses, 1):
        press.click()
        waited(page, turn)
        wait_for_rest(page)
    return waited(page, len(presses))[1:]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=40)
    repeats = parser.parse_args().repeats
    with inside_page() as page:
        images = page.get_by_role("group", name="Test images").get_by_role("button")
        plus = page.get_by_test_id("stNumberInputStepUp")
        by_image = measure(page, [images.nth(turn % 10) for turn in range(repeats + 1)])
        by_number = measure(page, [plus] * (repeats + 1))
    print(f"press on a test image to painted maps: {told(by_image)}")
    print(f"press on the number's plus to painted maps: {told(by_number)}")
    if percentile(by_image, 0.95) > LIMIT_MS or percentile(by_number, 0.5) > LIMIT_MS:
        sys.exit(f"limit: {LIMIT_MS:.0f} ms")


if __name__ == "__main__":
    main()

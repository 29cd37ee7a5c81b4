"""How long switching off a map of the article's network takes in Chromium, layer by layer.

    python -m benchmarks.lesion [--presses 9]

The switches stand in a bare page, with 1,000 images and initial weights: the time does not depend
on what the weights are. Told are, after a map has been switched, the medians until figures of the
first images are shown and until those of all; and how long it takes when a layer is opened. Exits
with 1 if a frame works longer than LIMIT_MS or the figures of all images take longer than LIMIT_S.
"""

from __future__ import annotations

import argparse
import base64
import shutil
import statistics
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks.forward_pass import payload
from cnn_core.datasets import sample
from cnn_core.images_file import to_bytes
from cnn_core.web_files import LESION_SCRIPTS, lesion_style, read
from tests.browser.conftest import BROWSER_NAMES, FLAGS

LAYERS = {0: "first convolution", 2: "second convolution", 4: "last convolution", 6: "dense"}
LIMIT_MS = 16.0
LIMIT_S = 1.5
VARIABLES = "--st-text-color: #000; --st-background-color: #fff; --st-primary-color: #2a6f97;"


def open_page(page: Page) -> None:
    page.set_content(f'<div style="{VARIABLES}"><div id="root" class="board"></div></div>')
    page.add_style_tag(content=lesion_style())
    own = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
    page.add_script_tag(content="\n".join([*map(read, LESION_SCRIPTS), own]))


def measure(page: Page, position: int, images: str, presses: int) -> tuple[float, float]:
    """Tell a layer's times; seconds until all figures, and the longest frame's milliseconds."""
    opened = page.evaluate(f"show('{payload('article')}', '{images}', {position})")
    found = [page.evaluate(f"pressed({2 * press % 32})") for press in range(presses)]
    first, every = (statistics.median(each[name] for each in found) for name in ("first", "all"))
    frame = statistics.median(each["longest"] for each in found)
    print(
        f"{LAYERS[position]}: after a switch first figures {first:.0f} ms, all {every:.0f} ms, "
        f"longest frame {frame:.1f} ms; opened: switches {opened['first']:.0f} ms, intact "
        f"{opened['all'] / 1000:.1f} s, each map by itself {opened['weighed'] / 1000:.1f} s"
    )
    return every / 1000, frame


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--presses", type=int, default=9)
    options = parser.parse_args()
    images = base64.b64encode(to_bytes(sample("mnist", 1000))).decode("ascii")
    chromium = next(filter(None, map(shutil.which, BROWSER_NAMES)), None)
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=chromium, args=FLAGS).new_page()
        open_page(page)
        found = [measure(page, position, images, options.presses) for position in LAYERS]
    if any(seconds > LIMIT_S or frame > LIMIT_MS for seconds, frame in found):
        sys.exit(f"limits: {LIMIT_S} s after a switch, {LIMIT_MS:.0f} ms a frame")


if __name__ == "__main__":
    main()

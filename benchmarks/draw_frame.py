"""Work of a frame and waiting time while a digit is drawn, on the real Draw page.

    python -m benchmarks.draw_frame [--strokes 12]

The article's network answers in a headless Chromium. A frame's work is all that its callbacks do:
read the drawing, prepare it, infer, write the bars and paint the maps. The waiting time is from a
pointer event to the end of the frame that shows its answer. Exits 1 over the limits.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import cos, pi, sin
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import BROWSER_NAMES, FLAGS, ROOT, start_server

FRAME_LIMIT = 16.0
WAIT_LIMIT = 50.0
"""Milliseconds: a frame's work in the median, a wait at the 95th percentile."""
EVENTS_A_STROKE = 60
TRAINING = ("--preset", "article", "--set", "data.train_images=2000", "--set", "training.epochs=1")
WATCH = """
window.work = [];
window.waits = [];
let waiting = [];
const ask = window.requestAnimationFrame.bind(window);
addEventListener("pointermove", (event) => waiting.push(event.timeStamp), true);
window.requestAnimationFrame = (callback) => {
  const events = waiting;
  return ask((time) => {
    const start = performance.now();
    callback(time);
    if (events !== waiting || events.length === 0) return;
    waiting = [];
    const end = performance.now();
    window.work.push(end - start);
    window.waits.push(...events.map((event) => end - event));
  });
};
"""
"""Times the frames that were asked for while a pointer event was waiting for its answer."""


@contextmanager
def draw_page(folder: Path) -> Iterator[Page]:
    """The Draw page with a network of the article's architecture."""
    store = f"sqlite:///{folder / 'runs.sqlite'}"
    train = [sys.executable, "-m", "cnn_core", "train", *TRAINING, "--json"]
    subprocess.run(
        train, cwd=ROOT, env=os.environ | {"CNN_LAB_STORE": store}, check=True, capture_output=True
    )
    server = start_server(store, folder / "log")
    chromium = next(filter(None, map(shutil.which, BROWSER_NAMES)), None)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.add_init_script(WATCH)
            page.goto(f"{server.url}/draw")
            page.get_by_test_id("digit-pad").wait_for()
            page.wait_for_load_state("networkidle")
            yield page
            browser.close()
    finally:
        server.kill()


def draw_stroke(page: Page) -> None:
    """An eight, two turns of a curve, at the pace at which the browser takes events."""
    pad = page.get_by_test_id("digit-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    if box is None:
        raise SystemExit("the page shows no pad")
    for event in range(EVENTS_A_STROKE + 1):
        turn = 2 * pi * event / EVENTS_A_STROKE
        x, y = 0.5 + 0.2 * sin(2 * turn), 0.5 - 0.35 * cos(turn)
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        if event == 0:
            page.mouse.down()
    page.mouse.up()


def measure(page: Page, strokes: int) -> tuple[list[float], list[float]]:
    """(milliseconds of each frame's work, milliseconds of each event's wait)"""
    for stroke in range(strokes + 1):
        if stroke == 1:  # the first one is for the browser's compiler
            page.evaluate("window.work.length = window.waits.length = 0")
        draw_stroke(page)
        page.get_by_test_id("clear-pad").click()
    return page.evaluate("window.work"), page.evaluate("window.waits")


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--strokes", type=int, default=12)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, draw_page(Path(folder)) as page:
        work, waits = measure(page, options.strokes)
    median, wait = statistics.median(work), percentile(waits, 0.95)
    print(
        f"Work of a frame: median {median:.1f} ms, 95th percentile "
        f"{percentile(work, 0.95):.1f} ms, {len(work)} frames"
    )
    print(
        f"Pointer event to new bars: median {statistics.median(waits):.1f} ms, 95th percentile "
        f"{wait:.1f} ms, {len(waits)} events"
    )
    if median >= FRAME_LIMIT or wait > WAIT_LIMIT:
        sys.exit(f"limits: {FRAME_LIMIT:.0f} ms a frame, {WAIT_LIMIT:.0f} ms to new bars")


if __name__ == "__main__":
    main()

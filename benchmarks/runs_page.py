"""The page Runs with many runs: its first view, a filter, and what they take of the server.

    python -m benchmarks.runs_page [--runs 2000] [--batches 100] [--repeats 15]

Needs Chromium. The store is filled with runs of all presets, most of them changed, with their
points. Measured are, in turns:
- a new tab with nothing in its cache, from its first request to the painted table;
- from the press on the page's name, in another page of the app, to the painted table;
- from Enter in the search field to the painted rows that fit;
- the Train page, from the press on its name to its list of runs.
Memory is the resident set of the server's process at the end. Exits with 1 over a limit, which
holds at the 95th percentile.
"""

from __future__ import annotations

import argparse
import random
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.page_start import resident_megabytes
from cnn_core.arithmetic import describe
from cnn_core.overrides import override
from cnn_core.presets import PRESETS
from cnn_core.records import Point, Run, State
from cnn_core.result import Result
from cnn_core.spec import RunSpec
from cnn_core.store import Store
from tests.browser.conftest import BROWSER_NAMES, FLAGS, start_server
from tests.stored_runs import RESULT

VIEW_LIMIT, FILTER_LIMIT = 1.5, 0.3
"""Seconds."""
MEMORY_LIMIT = 250.0
"""Megabytes of the server."""
WORDS = ("vgg", "no. 17", "lenet5 19", "small", "robust 3", "article no. 1")
CHANGES = (
    ("training.learning_rate", (0.01, 0.003, 0.0003)),
    ("training.batch_size", (32, 128, 256)),
    ("training.early_stopping_patience", (2, 5)),
    ("data.train_images", (1000, 5000, 20_000)),
    ("data.validation_share", (0.2,)),
)
WATCH = """
window.waits = [];
window.since = 0; // a new tab: from its first request
const begin = (event) => { window.since = event.timeStamp; };
addEventListener("click", begin, true);
addEventListener("keydown", (event) => { if (event.key === "Enter") begin(event); }, true);
function painted() {
  const start = window.since;
  window.since = null;
  const { port1, port2 } = new MessageChannel(); // its message comes after the frame's paint
  port1.onmessage = () => window.waits.push((performance.now() - start) / 1000);
  requestAnimationFrame(() => port2.postMessage(null));
}
function isShown(added) {
  const wanted = window.wanted ?? "table";
  return added.matches(wanted) || added.querySelector(wanted) !== null;
}
new MutationObserver((changes) => {
  const added = changes.flatMap((change) => [...change.addedNodes]);
  const brings = (node) => node.nodeType === Node.ELEMENT_NODE && isShown(node);
  if (window.since !== null && added.some(brings)) painted();
}).observe(document, { childList: true, subtree: true });
"""
"""Seconds from each press to the frame in which what it brings was painted."""


@dataclass
class Waits:
    """Seconds, one by one."""

    tab: list[float] = field(default_factory=list)
    press: list[float] = field(default_factory=list)
    search: list[float] = field(default_factory=list)
    train: list[float] = field(default_factory=list)


def fill(url: str, runs: int, batches: int) -> None:
    """A store with so many runs, of so many batches an epoch each."""
    chance = random.Random(0)
    store = Store(url)
    for number in range(1, runs + 1):
        name = chance.choice(list(PRESETS))
        spec = varied(PRESETS[name], chance)
        state = chance.choices([State.FINISHED, State.STOPPED, State.FAILED], [90, 7, 3])[0]
        accuracy = round(chance.uniform(0.95, 0.993), 4)
        run = ended(f"{name} no. {number}", spec, state, accuracy, batches)
        added = store.add(run, points(run, accuracy, batches), {})
        if chance.random() < 0.1:
            store.labels.tag([added], chance.choice(["homework", "group A", "group B"]))
            store.labels.star([added])
    store.close()


def varied(spec: RunSpec, chance: random.Random) -> RunSpec:
    changes = [f"training.seed={chance.randrange(20)}", f"training.epochs={chance.randint(3, 10)}"]
    changes += [
        f"{path}={chance.choice(values)}" for path, values in CHANGES if chance.random() < 0.3
    ]
    if spec.architecture.layers[0].kind == "conv2d" and chance.random() < 0.3:
        changes.append(f"architecture.layers.0.filters={chance.choice([8, 24, 48])}")
    return override(spec, changes)


def ended(name: str, spec: RunSpec, state: State, accuracy: float, batches: int) -> Run:
    epochs = spec.training.epochs
    return Run(
        id=0,
        name=name,
        spec=spec,
        state=state,
        attempt=1,
        crashes=0,
        target_epochs=epochs,
        epoch=epochs,
        step=epochs * batches,
        created=time.time(),
        started=time.time(),
        ended=time.time(),
        heartbeat=None,
        device="CPU:0",
        message=None,
        expected_epoch_seconds=None,
        result=result(spec, accuracy) if state is State.FINISHED else None,
    )


def result(spec: RunSpec, accuracy: float) -> Result:
    epochs = spec.training.epochs
    about = {"epoch_seconds": (4.1,) * epochs, "seconds": 4.1 * epochs, "test_accuracy": accuracy}
    about["weights"] = describe(spec.architecture).weights
    return RESULT.model_copy(update=about)


def points(run: Run, accuracy: float, batches: int) -> list[Point]:
    steps = range(1, run.step + 1)
    each = [
        Point("batch", s, 1 + (s - 1) // batches, s / 25, loss=1 / s, accuracy=0.9) for s in steps
    ]
    return each + [
        Point("epoch", e * batches, e, 4.1 * e, loss=1 / e, val_accuracy=accuracy - 0.01 / e)
        for e in range(1, run.epoch + 1)
    ]


def measure(browser: Browser, url: str, repeats: int) -> Waits:
    waits = Waits()
    page = new_page(browser)
    page.goto(f"{url}/draw")
    wait_for_rest(page)
    for turn in range(repeats):
        waits.tab.append(open_tab(browser, f"{url}/runs"))
        waits.press.append(press(page, "Runs", "table"))
        waits.search.append(search(page, WORDS[turn % len(WORDS)]))
        waits.search.append(search(page, ""))
        waits.train.append(press(page, "Train", '[class*="st-key-show-"]'))
    return waits


def new_page(browser: Browser) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.set_default_timeout(120_000)
    page.add_init_script(WATCH)
    return page


def open_tab(browser: Browser, address: str) -> float:
    """Seconds until the table is painted in a browser that has none of the app's files."""
    page = new_page(browser)
    page.goto(address, wait_until="commit")
    seconds = next_wait(page, 0)
    wait_for_rest(page)
    page.context.close()
    return seconds


def press(page: Page, name: str, wanted: str) -> float:
    before = page.evaluate(
        "wanted => { window.wanted = wanted; return window.waits.length; }", wanted
    )
    page.get_by_role("link", name=name, exact=True).click()
    seconds = next_wait(page, before)
    wait_for_rest(page)
    return seconds


def search(page: Page, words: str) -> float:
    before = page.evaluate("() => { window.wanted = 'table'; return window.waits.length; }")
    field = page.get_by_label("Search")
    field.fill(words)
    field.press("Enter")
    seconds = next_wait(page, before)
    wait_for_rest(page)
    return seconds


def next_wait(page: Page, before: int) -> float:
    page.wait_for_function("before => window.waits.length > before", arg=before)
    return float(page.evaluate("before => window.waits[before]", before))


def wait_for_rest(page: Page) -> None:
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(int(share * len(values)), len(values) - 1)]


def report(what: str, values: Sequence[float], limit: float | None) -> bool:
    """Print the figures; whether they keep to the limit."""
    high = percentile(values, 0.95)
    bound = f", limit {limit:.1f} s" if limit else ""
    told = f"median {statistics.median(values):.2f} s, 95th percentile {high:.2f} s{bound}"
    print(f"{what}: {told}, {len(values)} times")
    return limit is None or high <= limit


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=2000)
    parser.add_argument("--batches", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=15)
    options = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, BROWSER_NAMES)), None)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        url = f"sqlite:///{Path(folder) / 'runs.sqlite'}"
        fill(url, options.runs, options.batches)
        server = start_server(url, Path(folder) / "log")
        try:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            first = open_tab(browser, f"{server.url}/runs")
            waits = measure(browser, server.url, options.repeats)
            megabytes = resident_megabytes(server.process.pid)
        finally:
            server.kill()
    print(f"{options.runs:,} runs; the very first view after the server's start: {first:.2f} s")
    kept = [
        report("new tab to painted table", waits.tab, VIEW_LIMIT),
        report("press on the page's name to painted table", waits.press, VIEW_LIMIT),
        report("search to painted rows", waits.search, FILTER_LIMIT),
        report("press on Train to its list of runs", waits.train, None),
    ]
    print(f"memory of the server's process: {megabytes:.0f} MB, limit {MEMORY_LIMIT:.0f} MB")
    if not all(kept) or megabytes > MEMORY_LIMIT:
        sys.exit("over a limit")


if __name__ == "__main__":
    main()

"""Start of the server: seconds until the page can be used, and memory of its process.

    python -m benchmarks.page_start [--repeats 5]

Needs Chromium. "Can be used": the Build page's Train button is there and enabled. The browser
is started beforehand; memory is the server's resident set with the page open, and its modules are
searched for Keras and TensorFlow through the files it has mapped.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
PORT = "8599"
USABLE = """() => [...document.querySelectorAll("button")].some(
    (button) => button.innerText.includes("Train this network") && !button.disabled)"""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def resident_megabytes(process: int) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def one_start(browser: Browser, folder: str) -> tuple[float, float]:
    """(seconds to an interactive page, megabytes of the server with the page open)"""
    page = browser.new_page()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", PORT]
    start = time.perf_counter()
    server = subprocess.Popen(
        [*command, "--server.headless", "true"],
        cwd=ROOT,
        env=os.environ | {"CNN_LAB_STORE": f"sqlite:///{Path(folder) / 'runs.sqlite'}"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        open_when_up(page, start)
        page.wait_for_function(USABLE)  # looks at every frame; a locator only twice a second
        seconds = time.perf_counter() - start
        time.sleep(3)
        if "tensorflow" in Path(f"/proc/{server.pid}/maps").read_text():
            raise SystemExit("the server's process has loaded TensorFlow")
        return seconds, resident_megabytes(server.pid)
    finally:
        page.close()
        server.terminate()
        server.wait()


def open_when_up(page: Page, start: float) -> None:
    """Go to the page as soon as the server answers, as the browser does that Streamlit opens."""
    while time.perf_counter() - start < 30:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/_stcore/health", timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            break
    page.goto(f"http://127.0.0.1:{PORT}/", wait_until="commit")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        rounds = [one_start(browser, folder) for _ in range(options.repeats)]
    seconds, megabytes = zip(*rounds, strict=True)
    print(
        f"server start to usable page: median {statistics.median(seconds):.2f} s, "
        f"{min(seconds):.2f} to {max(seconds):.2f} s"
    )
    print(f"memory of the server's process: at most {max(megabytes):.0f} MB")


if __name__ == "__main__":
    main()
